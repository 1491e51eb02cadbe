package signin

import "guildhall/web/part"

// Ways are how somebody may prove themselves here: by code, by passkey, by password
// or by the digits of a letter. A form that is nil is not offered.
type Ways struct {
	Code, Passkey, Password, Mailed *part.Form
	// App tells that there is an authenticator app; else only recovery codes.
	App bool
	// Ask sends the letter with the digits; Sent tells that one is on its way.
	Ask  *part.Form
	Sent bool
	// Kept goes on what was asked (a sealed value), through every form.
	Kept string
	// Elsewhere is the address at which passkeys of the house work, when it is not this.
	Elsewhere string
}

// Second is the second step of a sign-in.
type Second struct {
	Ways Ways
	Name string
}

// Prove asks whoever is signed in to confirm that it is them.
type Prove struct {
	Ways Ways
	Back string
}

// SetUpFirst leads to setting up a second factor who must have one. Kept is the form
// that was sent, sealed, which Form takes along; without one Href leads there.
type SetUpFirst struct {
	Href string
	Kept string
	Form part.Form
	Desk bool
}

// NotMe is the page behind "this was not me".
type NotMe struct{ Form part.Form }

// StopReset is the page behind the link that stops a reset.
type StopReset struct{ Form part.Form }

// StopPayout is the page behind the link that stops a change of where an organisation
// is paid: the account that waits, and until when.
type StopPayout struct {
	Form                  part.Form
	Currency, Account, At string
}

// Stopped says what was done, and leads to the door.
type Stopped struct {
	Title, Text string
}
