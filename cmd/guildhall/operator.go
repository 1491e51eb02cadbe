package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"guildhall/base/config"
	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/engine/policy"
)

type operatorInvite struct {
	Email string `arg:"" help:"Whom to invite."`
	Lang  string `help:"Language of the letter." enum:"en,ja" default:"en"`
}

// Run invites, also while the house is running.
func (o operatorInvite) Run(ctx context.Context, c config.Config) error {
	h, err := openStamped(ctx, c)
	if err != nil {
		return err
	}
	defer h.Close()
	path, err := h.Accounts.InviteOperator(ctx, policy.As(policy.System, "operator_invite"), o.Email, o.Lang)
	if f := fault.Of(err); f != nil && f.Kind == fault.KindInvalid && len(f.Fields) > 0 {
		return fmt.Errorf("%s: %s", o.Email, i18n.House().Say(i18n.En, "field."+f.Fields[0].Code))
	}
	if err != nil {
		return err
	}
	base, known := addressOf(c)
	fmt.Printf("Invited. The link, for 14 days:\n%s%s\n", base, path)
	if !known {
		fmt.Println("The house's own address is not set here (--base-url) and it has not run yet: put it in front of the path if it is another.")
	}
	return nil
}

// addressOf is under which address the house is reached: as set here, else as the
// house wrote it down when it last started, else, not known for sure, where it would
// listen.
func addressOf(c config.Config) (base string, known bool) {
	if c.BaseURL != "" {
		return strings.TrimRight(c.BaseURL, "/"), true
	}
	written, err := os.ReadFile(c.AddressPath())
	if base = strings.TrimSpace(string(written)); err == nil && base != "" {
		return base, true
	}
	return "http://" + c.Listen, false
}
