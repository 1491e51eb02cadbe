package web

import (
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"time"

	"guildhall/base/badge"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/picture"
	"guildhall/market/account"
	"guildhall/market/certify"
	"guildhall/market/expert"
	page "guildhall/web/page/certify"
	"guildhall/web/part"
)

// certifications shows what counts, what was handed in, and the forms.
func (f *Face) certifications(v *Visit) error { return f.showCertifications(v, nil) }

func (f *Face) showCertifications(v *Visit, refused error) error {
	p, err := f.certificationsPage(v)
	if err != nil {
		return err
	}
	if refused != nil {
		for _, form := range []*part.Form{&p.Link, &p.Evidence, &p.Mailbox} {
			if form.Action == v.R.URL.Path {
				id, files := form.ID, form.Files
				*form = v.FormOf(form.Action, refused)
				form.ID, form.Files = id, files
			}
		}
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: v.T("certifications.title"), At: "profile"}, page.Show(p))
}

func (f *Face) certificationsPage(v *Visit) (page.Page, error) {
	p := page.Page{Key: NewKey(), Link: v.Form("/certifications"), Evidence: v.Form("/certifications/evidence"), Mailbox: v.Form("/certifications/addresses")}
	p.Link.Files, p.Evidence.Files, p.Evidence.ID, p.Mailbox.ID = true, true, "evidence", "mailbox"
	profile, err := expert.FindByPerson(v.Ctx, f.DB, v.Who.Person)
	if fault.IsKind(err, fault.KindMissing) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	p.There = true
	return p, v.together(
		func(v *Visit) (err error) {
			p.Held, err = expert.CertificationsOf(v.Ctx, f.DB, profile.ID)
			return err
		},
		func(v *Visit) (err error) { p.Proofs, err = certify.Of(v.Ctx, f.DB, v.Who.Person); return err },
		func(v *Visit) (err error) { p.Issuers, err = certify.Issuers(v.Ctx, f.DB); return err },
		func(v *Visit) (err error) { p.Kinds, err = certify.Kinds(v.Ctx, f.DB); return err },
		func(v *Visit) (err error) {
			p.Proved, err = account.Proved(v.Ctx, f.DB, v.Who.Person)
			for i, one := range p.Proved {
				p.Proved[i] = account.ShownEmail(one)
			}
			return err
		},
	)
}

// formFile reads the one file of a form; nothing chosen gives none. One byte more than
// most is read, so that the room can say that it is too large.
func (v *Visit) formFile(name string, most int64) (file string, raw []byte, err error) {
	var headers []*multipart.FileHeader
	if v.R.MultipartForm != nil {
		headers = v.R.MultipartForm.File[name]
	}
	if len(headers) == 0 || headers[0].Size == 0 && headers[0].Filename == "" {
		return "", nil, nil
	}
	body, err := headers[0].Open()
	if err != nil {
		return "", nil, err
	}
	defer body.Close()
	raw, err = io.ReadAll(io.LimitReader(body, most+1))
	return headers[0].Filename, raw, err
}

// linkCertification hands in a badge and waits a moment for the verdict.
func (f *Face) linkCertification(v *Visit) error {
	in := certify.LinkInput{Address: v.Value("address"), Email: v.Value("email")}
	var err error
	if in.Name, in.Bytes, err = v.formFile("file", badge.MaxBytes); err != nil {
		return err
	}
	proof, err := f.Certify.Link(v.Ctx, v.Who, in)
	if v.Sayable(err) {
		return f.showCertifications(v, err)
	}
	if err != nil {
		return err
	}
	f.awaitVerdict(v, proof)
	return v.Redirect("/certifications/proofs/" + certify.ProofID.Text(proof))
}

// verdictWait is how long a form waits for the job; after it the page says that the
// badge is being verified, and looks again.
const verdictWait = 2 * time.Second

func (f *Face) awaitVerdict(v *Visit, proof id.ID) {
	end := time.NewTimer(verdictWait)
	defer end.Stop()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for {
		if p, err := certify.Find(v.Ctx, f.DB, proof); err != nil || p.State != certify.Pending {
			return
		}
		select {
		case <-v.Ctx.Done():
			return
		case <-end.C:
			return
		case <-look.C:
		}
	}
}

// showEvidence hands in a file for the desk.
func (f *Face) showEvidence(v *Visit) error {
	in := certify.EvidenceInput{Code: v.Value("code"), ValidUntil: v.Value("valid_until"), Words: v.Value("words")}
	var err error
	if in.Name, in.Bytes, err = v.formFile("file", certify.EvidenceMax); err != nil {
		return err
	}
	proof, err := f.Certify.ShowEvidence(v.Ctx, v.Who, in)
	if v.Sayable(err) {
		return f.showCertifications(v, err)
	}
	if err != nil {
		return err
	}
	return v.Redirect("/certifications/proofs/" + certify.ProofID.Text(proof))
}

// proveAddress sends a link to an address that a badge may name.
func (f *Face) proveAddress(v *Visit) error {
	err := f.Accounts.ProveAddress(v.Ctx, v.Who, v.Value("email"))
	if v.Sayable(err) {
		return f.showCertifications(v, err)
	}
	if err != nil {
		return err
	}
	v.Flash("certifications.mailbox.sent")
	return v.Redirect("/certifications")
}

func (f *Face) unlinkCertification(v *Visit) error {
	certification, err := v.ID("id", expert.CertificationID)
	if err != nil {
		return err
	}
	if err := f.Experts.Unlink(v.Ctx, v.Who, certification); err != nil {
		return err
	}
	v.Flash("certification.unlinked")
	return v.Redirect("/certifications")
}

func (f *Face) withdrawProof(v *Visit) error {
	proof, err := v.ID("id", certify.ProofID)
	if err != nil {
		return err
	}
	if err := f.Certify.Withdraw(v.Ctx, v.Who, proof); err != nil {
		return err
	}
	v.Flash("certification_proof.withdrawn")
	return v.Redirect("/certifications")
}

// certificationProof shows one proof with what was found.
func (f *Face) certificationProof(v *Visit) error {
	proof, err := v.ID("id", certify.ProofID)
	if err != nil {
		return err
	}
	p := page.ProofPage{Key: NewKey()}
	if p.Proof, err = certify.Mine(v.Ctx, f.DB, v.Who.Person, proof); err != nil {
		return err
	}
	if p.Issuers, err = certify.Issuers(v.Ctx, f.DB); err != nil {
		return err
	}
	if p.Kind, err = certify.KindOf(v.Ctx, f.DB, p.Proof.Code); err != nil {
		return err
	}
	return v.Page(Shell{Title: v.T("certifications.title"), At: "profile"}, page.Proof(p))
}

// proofFile gives a proof's file to its owner, to save.
func (f *Face) proofFile(v *Visit) error {
	proof, err := v.ID("id", certify.ProofID)
	if err != nil {
		return err
	}
	p, raw, err := f.Certify.File(v.Ctx, v.Who, proof)
	if err != nil {
		return err
	}
	h := v.W.Header()
	h.Set("Content-Security-Policy", sandboxed)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Type", p.MediaType)
	h.Set("Content-Disposition", picture.Disposition(p.FileName))
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Length", strconv.Itoa(len(raw)))
	v.W.WriteHeader(http.StatusOK)
	_, _ = v.W.Write(raw) // #nosec G705 -- a download, in a sandbox.
	return nil
}
