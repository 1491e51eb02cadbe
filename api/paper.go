package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/picture"
	"guildhall/market/file"
	"guildhall/market/registration"
)

// Paper is a picture or PDF shown for a check.
type Paper struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	MediaType string `json:"media_type" doc:"What the bytes are, whatever the name promised"`
	Bytes     int64  `json:"bytes"`
	Width     int64  `json:"width,omitempty" doc:"Pixels, of an image"`
	Height    int64  `json:"height,omitempty"`
	Shown     string `json:"shown_at" format:"date-time"`
}

func papersOf(list []registration.Paper) []Paper {
	out := []Paper{}
	for _, p := range list {
		out = append(out, paperOf(p))
	}
	return out
}

func paperOf(p registration.Paper) Paper {
	return Paper{ID: registration.PaperID.Text(p.ID), Name: p.Name, MediaType: p.MediaType, Bytes: p.Bytes, Width: p.Width, Height: p.Height, Shown: instant(p.MadeAt)}
}

// PaperUpload is the bytes of one picture or PDF.
type PaperUpload struct {
	ByKind
	Name    string `query:"name" required:"true" maxLength:"2000" doc:"The file's name"`
	RawBody []byte `contentType:"application/octet-stream"`
}

// paperBytes gives a paper to be saved and never shown in place.
func paperBytes(p registration.Paper, plain []byte, err error) (*Download, error) {
	if err != nil {
		return nil, err
	}
	return &Download{Disposition: picture.Disposition(p.Name), Policy: "sandbox; default-src 'none'", NoSniff: "nosniff", Cache: "private, no-store",
		Type: "application/octet-stream", Body: func(c huma.Context) {
			_, _ = c.BodyWriter().Write(plain) // A reader who left is no failure of ours.
		}}, nil
}

func (f *Face) sellerPaperOperations(api huma.API) {
	limit := int64(file.BytesMaxDefault)
	if f.Files != nil {
		limit = f.Files.BytesMax
	}
	add(f, api, Op{ID: "uploadSellerPaper", Method: "POST", Path: "/seller/checks/{kind}/papers", Tag: "experts", Scope: "experts:write", Status: 201, BytesMax: limit + 1,
		Summary: "Show a picture or PDF for a check",
		Detail:  "PNG, JPEG, GIF, WebP or PDF. Images are drawn anew, without metadata. It is kept sealed, opened only by whoever checks it, and erased 30 days after the decision. A document that shows Japan's individual number (個人番号) is refused."},
		func(ctx context.Context, in *PaperUpload) (*Out[Paper], error) {
			p, err := f.Registrations.AddPaper(ctx, Who(ctx), registration.PaperInput{Kind: registration.Kind(in.Kind), Name: in.Name, Body: bytes.NewReader(in.RawBody)})
			return ok(paperOf(p), err)
		})
	add(f, api, Op{ID: "downloadSellerPaper", Method: "GET", Path: "/seller/papers/{id}", Tag: "experts", Scope: "experts:read", Answer: "application/octet-stream",
		Summary: "The bytes of a paper one has shown, while it is kept"},
		func(ctx context.Context, in *ByID) (*Download, error) {
			paper, err := in.Parse(registration.PaperID)
			if err != nil {
				return nil, err
			}
			return paperBytes(f.Registrations.MyPaper(ctx, Who(ctx), paper))
		})
	add(f, api, Op{ID: "takeBackSellerPaper", Method: "DELETE", Path: "/seller/papers/{id}", Tag: "experts", Scope: "experts:write", Status: http.StatusNoContent,
		Summary: "Take a paper back: it is erased"},
		func(ctx context.Context, in *ByID) (*Done, error) {
			paper, err := in.Parse(registration.PaperID)
			if err != nil {
				return nil, err
			}
			return done(f.Registrations.TakeBackPaper(ctx, Who(ctx), paper))
		})
}

func (f *Face) deskPaperOperations(api huma.API) {
	add(f, api, Op{ID: "downloadDeskPaper", Method: "GET", Path: "/desk/papers/{id}", Tag: "desk", Scope: "desk:read", Answer: "application/octet-stream",
		Summary: "The bytes of a paper shown for a check", Detail: "Each opening is written into the journal."},
		func(ctx context.Context, in *ByID) (*Download, error) {
			paper, err := in.Parse(registration.PaperID)
			if err != nil {
				return nil, err
			}
			return paperBytes(f.Registrations.OpenPaper(ctx, Who(ctx), paper))
		})
	add(f, api, Op{ID: "rejectSellerPaper", Method: "POST", Path: "/desk/papers/{id}/reject", Tag: "desk", Scope: "desk:write", Status: http.StatusNoContent,
		Summary: "Say that a paper shows Japan's individual number", Detail: "It is erased at once, and the check goes back to be answered with another document."},
		func(ctx context.Context, in *ByID) (*Done, error) {
			paper, err := in.Parse(registration.PaperID)
			if err != nil {
				return nil, err
			}
			return done(f.Registrations.RejectPaper(ctx, Who(ctx), paper))
		})
}
