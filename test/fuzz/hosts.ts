/** All that the long property runs know of the hosts' packages. What moves there changes this file alone. */
export { authorized, targetOf, type ApiRequest } from '../../credentials/shared/api-request';
export { requestedHeaders, withHeaders } from '../../node-red/lib/message-headers';
export { nextUrl } from '../../node-red/nodes/vendor-auth-bearer/next-url';
export { cookieHeader, responseCookies } from '../../node-red/nodes/vendor-auth-request/cookies';
export {
  outgoingRequest,
  type OutgoingRequest,
} from '../../node-red/nodes/vendor-auth-request/outgoing-request';
export type {
  HeaderRow,
  RequestOptions,
} from '../../node-red/nodes/vendor-auth-request/request-options';
export { fillTemplate, valueAt } from '../../node-red/nodes/vendor-auth-request/url-template';
