/** All that the long property runs know of the hosts' packages. What moves there changes this file alone. */
export { authorized, targetOf, type ApiRequest } from '../../credentials/shared/api-request';
export { nextUrl } from '../../node-red/lib/bearer/next-url';
export { requestedHeaders, withAuthorization } from '../../node-red/lib/message-headers';
export { cookieHeader, responseCookies } from '../../node-red/lib/request/cookies';
export { outgoingRequest, type OutgoingRequest } from '../../node-red/lib/request/outgoing-request';
export type { HeaderRow, RequestOptions } from '../../node-red/lib/request/request-options';
export { fillTemplate, valueAt } from '../../node-red/lib/request/url-template';
