package main

import (
	"context"
	"fmt"
	"time"

	"guildhall/app"
	"guildhall/base/config"
	"guildhall/engine/keys"
)

type backupCommand struct {
	To string `arg:"" optional:"" help:"File to write; guildhall-DATE.tar.gz here when left out." type:"path"`
}

// Run writes a backup while the house runs.
func (b backupCommand) Run(ctx context.Context, c config.Config) error {
	h, err := openStamped(ctx, c)
	if err != nil {
		return err
	}
	defer h.Close()
	if b.To == "" {
		b.To = "guildhall-" + time.Now().Format("20060102-150405") + ".tar.gz"
	}
	n, err := h.Backup(ctx, b.To)
	if err != nil {
		return err
	}
	fmt.Printf("%s holds the database and %d uploads.\nThe key file %s is not in it: keep a copy of it in another place.\n", b.To, n, h.Config.KeyPath())
	return nil
}

type restoreCommand struct {
	From string `arg:"" help:"The backup." type:"existingfile"`
}

// Run restores a backup into an empty place and looks at what came out.
func (r restoreCommand) Run(ctx context.Context, c config.Config) error {
	n, err := app.Restore(ctx, c, r.From)
	if err != nil {
		return err
	}
	fmt.Printf("Restored the database and %d uploads. Put the key file at %s before you start the house.\n", n, c.KeyPath())
	return nil
}

type keyRotate struct{}

// Run rotates the keys.
func (keyRotate) Run(ctx context.Context, c config.Config) error {
	h, err := openStamped(ctx, c)
	if err != nil {
		return err
	}
	defer h.Close()
	newest, n, err := keys.Rotate(ctx, h.DB, h.Keys, h.Sealers()...)
	if err != nil {
		return err
	}
	fmt.Printf("The key is now %s; %d values were sealed again.\n", newest, n)
	return nil
}

type keyRetire struct{}

// Run forgets older keys.
func (keyRetire) Run(ctx context.Context, c config.Config) error {
	h, err := openStamped(ctx, c)
	if err != nil {
		return err
	}
	defer h.Close()
	retired, n, err := keys.Retire(ctx, h.DB, h.Keys, h.Sealers()...)
	if err != nil {
		return err
	}
	fmt.Printf("%d older keys are gone; %d values were sealed again first.\n", len(retired), n)
	return nil
}
