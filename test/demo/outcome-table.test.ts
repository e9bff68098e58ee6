import { outcomeTable } from '../../demo/outcome-table';

const answered = { vendor: 'A', isAnswered: true, says: '200 []', tokenRequests: 1 };

describe('the table that npm start prints', () => {
  test('has a line for each vendor with its answer and its token requests', () => {
    expect(outcomeTable([answered, { ...answered, vendor: 'Longer', tokenRequests: 0 }])).toBe(
      [
        'Vendor  Token requests  Answer',
        'A       1               200 []',
        'Longer  0               200 []',
      ].join('\n'),
    );
  });

  test('cuts long answers, but never the reason why there is none', () => {
    const reason = 'x'.repeat(300);
    const table = outcomeTable([
      { ...answered, says: 'y'.repeat(300) },
      { ...answered, vendor: 'B', isAnswered: false, says: reason },
    ]);

    expect(table).toContain('y…');
    expect(table).not.toContain('y'.repeat(100));
    expect(table).toContain(`B: ${reason}`);
  });
});
