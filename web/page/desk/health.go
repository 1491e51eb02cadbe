package desk

import (
	"context"
	"sort"
	"time"

	"guildhall/base/i18n"
	"guildhall/engine/flow"
	"guildhall/web/part"
)

func fact(label, value string) part.Fact { return part.Fact{Label: label, Text: value} }

func (p Health) program(ctx context.Context) []part.Fact {
	facts := []part.Fact{
		fact(say(ctx, "desk.version"), p.Version),
		fact(say(ctx, "desk.up"), i18n.Ago(i18n.Reader{Lang: i18n.From(ctx).Lang, Zone: i18n.From(ctx).Zone, Now: time.Now()}, p.StartedAt.Time())),
		fact(say(ctx, "desk.memory"), part.Size(p.Memory)),
		fact(say(ctx, "desk.listeners"), i18n.Number(int64(p.Listeners))),
	}
	if p.DiskFree >= 0 {
		facts = append(facts, fact(say(ctx, "desk.disk"), say(ctx, "desk.disk.free", "Free", part.Size(p.DiskFree), "All", part.Size(p.DiskAll))))
	}
	files := p.FilesAt
	if p.Files != nil {
		files = say(ctx, "desk.files.broken")
	}
	return append(facts, fact(say(ctx, "desk.files"), files), fact(say(ctx, "desk.key"), p.Key))
}

func (p Health) database(ctx context.Context) []part.Fact {
	facts := []part.Fact{
		fact(say(ctx, "desk.kind"), map[string]string{"sqlite": "SQLite", "postgres": "PostgreSQL"}[p.Dialect]),
		fact(say(ctx, "desk.answers"), say(ctx, "desk.milliseconds", "Number", i18n.Number(max(p.Ping.Milliseconds(), 1)))),
		fact(say(ctx, "desk.events"), i18n.Number(p.Position)),
	}
	if p.Database > 0 {
		facts = append(facts, fact(say(ctx, "desk.size"), part.Size(p.Database)))
	}
	return facts
}

func (p Health) jobs(ctx context.Context) []part.Fact {
	var facts []part.Fact
	for _, s := range []string{"available", "running", "scheduled", "retryable", "discarded", "completed"} {
		facts = append(facts, fact(say(ctx, "desk.jobs."+s), i18n.Number(p.Health.Jobs[s])))
	}
	return facts
}

func (p Health) lags(ctx context.Context) []part.Fact {
	var facts []part.Fact
	for _, l := range p.Lags {
		said := say(ctx, "desk.follower.even")
		if l.Behind > 0 {
			said = say(ctx, "desk.follower.behind", "Count", int(l.Behind))
		}
		name := l.Name
		if i18n.Exists("desk.follower." + l.Name) {
			name = say(ctx, "desk.follower."+l.Name)
		}
		facts = append(facts, fact(name, said))
	}
	return facts
}

func (p Health) mail(ctx context.Context) []part.Fact {
	server := say(ctx, "desk.mail.server")
	if !p.Sends {
		server = say(ctx, "desk.mail.no_server")
	}
	facts := []part.Fact{fact(say(ctx, "desk.mail.sending"), server)}
	states := make([]string, 0, len(p.Health.Mail))
	for s := range p.Health.Mail {
		states = append(states, string(s))
	}
	sort.Strings(states)
	for _, s := range states {
		facts = append(facts, fact(say(ctx, "mail.state."+s), i18n.Number(p.Health.Mail[flow.State(s)])))
	}
	return facts
}
