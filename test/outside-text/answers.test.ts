import { ANSWER_READERS } from './readers/answers';
import { testTimesOf } from './timed';

describe('1 MiB of text in the answers of vendors', () => {
  testTimesOf(ANSWER_READERS);
});
