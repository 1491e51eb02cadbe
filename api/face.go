package api

import (
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/klauspost/compress/gzhttp"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/engine/sweep"
	"guildhall/market/account"
	"guildhall/market/certify"
	"guildhall/market/country"
	"guildhall/market/deal"
	"guildhall/market/desk"
	"guildhall/market/expert"
	"guildhall/market/file"
	"guildhall/market/notify"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/market/review"
	"guildhall/market/sanctions"
	"guildhall/market/talk"
	"guildhall/market/tax"
)

// Face is everything the operations need. app fills it in.
type Face struct {
	DB      *db.DB
	Journal *journal.Journal

	Accounts      *account.Room
	Experts       *expert.Room
	Certify       *certify.Room
	Registrations *registration.Room
	Countries     *country.Room
	Sanctions     *sanctions.Room
	Tax           *tax.Room
	Requests      *request.Room
	Files         *file.Room
	Talks         *talk.Room
	Deals         *deal.Room
	Payments      *payment.Room
	Payouts       *payout.Room
	Reviews       *review.Room

	Notify *notify.Room

	Desk *desk.Room

	// Sweeper moves the sandbox clock.
	Sweeper *sweep.Sweeper

	// BaseURL is the house's own address, named in the document.
	BaseURL string
	// Version of the program, named in the document.
	Version string
	// RequestID gives the request's id, set by the frame around all faces.
	RequestID func(context.Context) string
	// SessionCookie lets the browser's own session use the API from our pages.
	SessionCookie string
}

// Scope of an operation that needs no key at all.
const Public = ""

// Op says what an operation is called and what it needs.
type Op struct {
	ID      string // operationId: the AWS IQ action where one exists
	Method  string
	Path    string // below /api/v1
	Tag     string
	Scope   string // Public, or such as "requests:write"
	Summary string
	// Detail is a longer description (Markdown).
	Detail string
	// Status is the success status; 200 when zero, 204 for no body.
	Status int
	// BytesMax is the largest body; a mebibyte when zero.
	BytesMax int64
	// Answer is the media type of an answer that has no schema of its own, Also that of
	// a second one, chosen by Accept.
	Answer, Also string
}

// Handler serves /api/.
func (f *Face) Handler() http.Handler {
	mux := http.NewServeMux()
	f.build(mux)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		f.problem(w, r, fault.Missing("page.missing"))
	})
	guard := http.NewCrossOriginProtection()
	if f.BaseURL != "" {
		if err := guard.AddTrustedOrigin(f.BaseURL); err != nil {
			slog.Warn("the base URL is no origin", "base_url", f.BaseURL, "error", err)
		}
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.problem(w, r, fault.Forbidden("cross_site"))
	}))
	guarded := guard.Handler(mux)
	return gzhttp.GzipHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store") // It is somebody's own.
		guarded.ServeHTTP(w, r)
	}))
}

// Document gives the OpenAPI 3.1 document.
func (f *Face) Document() *huma.OpenAPI { return f.build(http.NewServeMux()).OpenAPI() }

func (f *Face) build(mux *http.ServeMux) huma.API {
	config := huma.DefaultConfig("Guildhall", f.Version)
	config.OpenAPIPath = "/api/openapi"
	config.DocsPath = ""
	config.SchemasPath = ""
	config.CreateHooks = nil // no $schema in bodies
	config.Formats = formats()
	config.Info.License = &huma.License{Name: "Apache-2.0", URL: "https://www.apache.org/licenses/LICENSE-2.0.html"}
	config.Servers = []*huma.Server{{URL: f.BaseURL}}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"key":     {Type: "http", Scheme: "bearer", Description: "An API key made in Settings."},
		"session": {Type: "apiKey", In: "cookie", Name: f.SessionCookie, Description: "The session of a signed-in browser."},
	}
	config.AllowAdditionalPropertiesByDefault = false
	api := humago.New(mux, config)
	f.operations(api)
	describe(api.OpenAPI())
	return api
}

type whoKey struct{}

// Who is the actor of the operation being run.
func Who(ctx context.Context) policy.Actor {
	who, _ := ctx.Value(whoKey{}).(policy.Actor)
	return who
}

// KeyHeader is the header of idempotency; on every write.
const keyHeader = "Idempotency-Key"

// add registers one operation.
func add[I, O any](f *Face, api huma.API, op Op, do func(ctx context.Context, in *I) (*O, error)) {
	o := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: "/api/v1" + op.Path, Summary: op.Summary, Description: op.Detail,
		Tags: []string{op.Tag}, DefaultStatus: op.Status, MaxBodyBytes: 1 << 20,
		Errors: []int{400, 401, 403, 404, 409, 422, 429, 500, 503},
	}
	if op.BytesMax > 0 {
		o.MaxBodyBytes = op.BytesMax
	}
	if takesBody[I]() {
		o.Errors = append(o.Errors, http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if op.Answer != "" {
		o.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{op.Answer: media(op.Answer)}}}
		if op.Also != "" {
			o.Responses["200"].Content[op.Also] = media(op.Also)
		}
	}
	o.Security = []map[string][]string{{}} // Nobody needs to say who they are.
	if op.Scope != Public {
		o.Security = []map[string][]string{{"key": {}}, {"session": {}}}
		o.Extensions = map[string]any{"x-scope": op.Scope}
	}
	if op.Method != http.MethodGet {
		o.Parameters = append(o.Parameters, &huma.Param{
			Name: keyHeader, In: "header", Description: "The same key with the same body has one effect, and the same answer, for 30 days.",
			Schema: &huma.Schema{Type: "string", MaxLength: ptr(64), MinLength: ptr(1)},
		})
	}
	o.Middlewares = huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		who, reader, err := f.actor(ctx, op)
		if err != nil {
			f.writeProblem(ctx, reader, err)
			return
		}
		c := context.WithValue(ctx.Context(), whoKey{}, who)
		next(huma.WithContext(ctx, i18n.With(c, reader)))
	}}
	_, hasBody := reflect.TypeFor[I]().FieldByName("Body")
	huma.Register(api, o, func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, in)
		if err != nil {
			p := problemOf(ctx, f.RequestID(ctx), err)
			if hasBody {
				p.point()
			}
			return nil, withWait(f.leads(p), err)
		}
		return out, nil
	})
}

// media describes an answer that huma does not: any JSON object, text, or bytes.
func media(kind string) *huma.MediaType {
	switch kind {
	case "application/json":
		return &huma.MediaType{Schema: &huma.Schema{Type: "object", AdditionalProperties: true}}
	case "text/event-stream":
		return &huma.MediaType{Schema: &huma.Schema{Type: "string"}}
	}
	return &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
}

func ptr[T any](v T) *T { return &v }

// actor finds out who asks: an API key, or the browser's own session.
func (f *Face) actor(ctx huma.Context, op Op) (policy.Actor, i18n.Reader, error) {
	reader := i18n.Reader{Lang: i18n.Prefer(ctx.Header("Accept-Language")), Zone: time.UTC, Now: time.Now()}
	who := policy.Actor{Kind: policy.Visitor}
	scheme, bearer, _ := strings.Cut(ctx.Header("Authorization"), " ")
	switch {
	case strings.EqualFold(scheme, "Bearer"):
		actor, err := f.Accounts.KeyActor(ctx.Context(), bearer)
		if err != nil {
			return who, reader, err
		}
		who = actor
	default:
		if c, err := huma.ReadCookie(ctx, f.SessionCookie); err == nil {
			s, err := f.Accounts.Session(ctx.Context(), c.Value)
			if err == nil {
				who = s.Actor("")
				if s.Operator && s.Hat == account.HatOperator && !s.Proved() && strings.HasPrefix(op.Scope, "desk:") {
					return who, reader, fault.Forbidden("factor.needed")
				}
			} else if !fault.IsKind(err, fault.KindUnauthenticated) {
				return who, reader, err
			}
		}
	}
	who.Request = f.RequestID(ctx.Context())
	who.Key = ctx.Header(keyHeader)
	if !utf8.ValidString(who.Key) {
		return who, reader, fault.Invalid("form.invalid", fault.At(keyHeader, "malformed"))
	}
	if len(who.Key) > 64 {
		return who, reader, fault.Invalid("form.invalid", fault.At(keyHeader, "too_long", "Max", 64, "Count", len(who.Key)))
	}
	if op.Scope != Public {
		if !who.IsSignedIn() {
			return who, reader, fault.Unauthenticated("account.sign_in_first")
		}
		if !who.May(op.Scope) {
			return who, reader, fault.Forbidden("api.scope").With("Scope", op.Scope)
		}
		if strings.HasPrefix(op.Scope, "desk:") && !who.IsOperator() {
			return who, reader, fault.Missing("page.missing")
		}
	}
	now, err := f.Journal.Now(ctx.Context())
	if err != nil {
		return who, reader, err
	}
	reader.Now = now.Time()
	return who, reader, nil
}

// Out is an answer with a body.
type Out[T any] struct{ Body T }

// ok wraps a result as an answer.
func ok[T any](v T, err error) (*Out[T], error) {
	if err != nil {
		return nil, err
	}
	return &Out[T]{Body: v}, nil
}

// List is one page of a list. Next is the cursor of the page after it, or empty.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Give this as cursor to read on; absent at the end"`
}

// Paging is what every list takes.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"200" doc:"The next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}
