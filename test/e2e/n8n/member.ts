import type { N8nRest } from './rest';

/** Somebody who has no credential and no workflow yet. */
export const MEMBER = {
  email: 'member@example.com',
  firstName: 'Mia',
  lastName: 'Member',
  password: 'Sandbox-1234',
};

/** Makes the account of a member, who sees nobody else's credentials. */
export async function inviteMember(
  rest: N8nRest,
  { email, ...account }: typeof MEMBER,
): Promise<void> {
  const [invited] = await rest.call<{ user: { inviteAcceptUrl: string } }[]>(
    'POST',
    '/rest/invitations',
    [{ email, role: 'global:member' }],
  );
  const token = new URL(invited?.user.inviteAcceptUrl ?? '').searchParams.get('token');
  await rest.call('POST', '/rest/invitations/accept', { token, ...account });
}
