# Guildhall. `make run` and `make test` work on a machine that has never seen the
# project; `go` is all that `make run` needs.
export CGO_ENABLED ?= 0
GO ?= go
# The random lives prove the books, not the disk, and are many: on SQLite they live in memory.
memory := $(wildcard /dev/shm)

.DEFAULT_GOAL := help
.PHONY: help run build test test-both soak bench golden check docs shots css generate

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Open the demo at http://127.0.0.1:8080 (needs only Go)
	$(GO) run ./cmd/guildhall serve --demo

build: ## Build bin/guildhall
	$(GO) build -trimpath -ldflags '-s -w' -o bin/guildhall ./cmd/guildhall

test: ## Everything, on both databases and in a browser; installs what it needs with apt
	@test/all.sh

test-both: ## All Go tests on SQLite and PostgreSQL, nothing else
	@test/postgres.sh test/go.sh ./...

check: ## Before you push: format, vet, analysers, house rules, other platforms, tests without a server
	@test/check.sh
	@test/cross.sh
	@test/go.sh ./...

soak: ## The long ones, on each database: hundreds of kills at random moments, 20,000 random lives of payments, a minute of each fuzz test
	@GUILDHALL_SOAK=1 test/postgres.sh test/go.sh -timeout 6h -count=1 ./test/fault/...
	@GUILDHALL_SOAK=1 GUILDHALL_TEST_SQLITE=$(memory) test/postgres.sh test/go.sh -timeout 6h -count=1 -parallel 4 -run '^TestRandom' ./market/...
	@test/fuzz.sh

bench: ## Measure, each figure beside its floor; writes bench/out/
	@GUILDHALL_TEST_FSYNC=on test/postgres.sh $(GO) run ./bench

golden: ## Write the golden files and documents afresh; read the diff, it is the review
	@test/golden.sh

docs: ## Write docs/flows and the tables under docs/ afresh
	$(GO) run ./cmd/guildhall docs docs

shots: ## Photograph every page in two languages, widths and schemes into shots/
	@GUILDHALL_SHOTS=$(CURDIR)/shots test/go.sh -count=1 -timeout 60m -run '^TestShots' ./test/browser

generate: ## Write templates and the script bundle afresh
	$(GO) run github.com/a-h/templ/cmd/templ@v0.3.977 generate -path web
	$(GO) generate ./web/static

css: generate ## The same: styles are joined by the program itself, scripts and templates here
