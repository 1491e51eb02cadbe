// Package account owns people, organisations, memberships with their roles and
// switches, invitations, sessions, sign-in tokens and API keys.
//
// Everything bought, sold, owed or reviewed belongs to an organisation; a person
// who acts alone has a personal one without noticing (RULES.md 1). There is always
// one owner. An e-mail address is never shown to anybody else. Sign-in answers the
// same for known and unknown addresses; tokens are stored hashed and used once.
//
// It does not know what experts, requests or money are.
package account
