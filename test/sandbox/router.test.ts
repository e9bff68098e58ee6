import { Router } from '../../sandbox/router';

function routerOf(...routes: string[]): Router<string> {
  const router = new Router<string>();
  for (const route of routes) router.add(route, route);
  return router;
}

describe('a router', () => {
  it('finds a literal path by its method', () => {
    const router = routerOf('GET /a', 'POST /a');
    expect(router.find('POST', '/a')).toEqual({ handler: 'POST /a', params: {} });
    expect(router.find('PUT', '/a')).toBeUndefined();
    expect(router.find('GET', '/a/')).toBeUndefined();
  });

  it('takes every method where the route says ANY', () => {
    const router = routerOf('ANY /a', 'ANY /b/:id');
    expect(router.find('PATCH', '/a')?.handler).toBe('ANY /a');
    expect(router.find('PATCH', '/b/1')?.handler).toBe('ANY /b/:id');
  });

  it('fills in the open segment, decoded', () => {
    const router = routerOf('GET /realms/:realm/token');
    expect(router.find('GET', '/realms/a%20b/token')?.params).toEqual({ realm: 'a b' });
    expect(router.find('GET', '/realms/a/b/token')).toBeUndefined();
    expect(router.find('GET', '/realms//token')).toBeUndefined();
  });

  it('keeps a segment that cannot be decoded as it came', () => {
    expect(routerOf('GET /:id').find('GET', '/%E0%A4%A')?.params).toEqual({ id: '%E0%A4%A' });
  });

  it('prefers the literal path', () => {
    const router = routerOf('GET /a/:id', 'GET /a/b');
    expect(router.find('GET', '/a/b')?.handler).toBe('GET /a/b');
  });

  it('takes dots and question marks in a route for what they are', () => {
    const router = routerOf('GET /rest-1.v1/:id');
    expect(router.find('GET', '/rest-1.v1/7')?.params).toEqual({ id: '7' });
    expect(router.find('GET', '/rest-1xv1/7')).toBeUndefined();
  });
});
