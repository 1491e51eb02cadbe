package web

import (
	"strconv"

	"guildhall/base/fault"
	"guildhall/web/page/desk"
	"guildhall/web/part"
)

func (f *Face) deskHealth(v *Visit) error { return f.showDeskHealth(v, nil) }

func (f *Face) showDeskHealth(v *Visit, refused error) error {
	h, err := f.Desk.Health(v.Ctx, v.Who)
	if err != nil {
		return err
	}
	page := desk.Health{Health: h, Jobs: map[int64]part.Form{}, Offer: map[string]part.Form{}}
	for _, j := range h.Failures {
		page.Jobs[j.ID] = v.deskForm("/desk/jobs/"+strconv.FormatInt(j.ID, 10)+"/retry", refused)
	}
	for _, s := range h.Stuck {
		position := strconv.FormatInt(s.Position, 10)
		page.Offer[s.Name+":"+position] = v.deskForm("/desk/followers/"+s.Name+"/"+position+"/offer", refused)
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: v.T("desk.health"), At: "health"}, page.Show())
}

func (v *Visit) number(name string) (int64, error) {
	n, err := strconv.ParseInt(v.R.PathValue(name), 10, 64)
	if err != nil {
		return 0, fault.Missing("page.missing")
	}
	return n, nil
}

func (f *Face) deskRetryJob(v *Visit) error {
	job, err := v.number("job")
	if err != nil {
		return err
	}
	err = f.Desk.RetryJob(v.Ctx, v.Who, job, v.Value("reason"))
	return v.deskDone(err, "desk.done.retried", "/desk/health", f.showDeskHealth)
}

func (f *Face) deskOfferAgain(v *Visit) error {
	position, err := v.number("position")
	if err != nil {
		return err
	}
	err = f.Desk.OfferAgain(v.Ctx, v.Who, v.R.PathValue("follower"), position, v.Value("reason"))
	return v.deskDone(err, "desk.done.offered", "/desk/health", f.showDeskHealth)
}
