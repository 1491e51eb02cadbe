package web

import (
	"guildhall/engine/flow"
	deskroom "guildhall/market/desk"
	"guildhall/market/notify"
	"guildhall/web/page/desk"
	"guildhall/web/part"
)

func (f *Face) deskMails(v *Visit) error {
	state := flow.State(v.Query("state"))
	filter := notify.Filter{State: state, Words: v.Query("q")}
	if state == desk.MailStuck {
		filter.State, filter.Stuck = "", true
	}
	rows, more, err := notify.List(v.Ctx, f.DB, filter, v.deskAfter(notify.MailID), deskPage)
	if err != nil {
		return err
	}
	page := desk.Mails{State: state, Words: filter.Words, Sends: f.Notify.Sends(), Sandbox: f.Journal.Sandbox, Rows: rows}
	if len(rows) > 0 {
		page.Pages = v.deskPages(more, notify.MailID.Text(rows[len(rows)-1].ID))
	}
	return v.Page(Shell{Title: v.T("desk.mail"), At: "desk"}, page.Show())
}

func (f *Face) deskMail(v *Visit) error { return f.showDeskMail(v, nil) }

func (f *Face) showDeskMail(v *Visit, refused error) error {
	i, err := v.ID("id", notify.MailID)
	if err != nil {
		return err
	}
	page := desk.Mail{}
	if page.Mail, err = notify.Find(v.Ctx, f.DB, i); err != nil {
		return err
	}
	if page.Letter, _, err = f.Notify.Read(v.Ctx, page.Mail); err != nil {
		return err
	}
	if page.Acts, err = deskroom.ActsOn(v.Ctx, f.DB, i); err != nil {
		return err
	}
	if notify.MailFlow.Can("send_again", page.State, nil, flow.Operator) && f.Notify.Sends() && page.Email != "" {
		page.Again = &desk.Deed{Form: v.deskForm("/desk/mail/"+notify.MailID.Text(i)+"/send", refused), Label: v.T("mail.send_again"), Icon: "send", Kind: part.Main}
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: page.Subject, At: "desk"}, page.Show())
}

func (f *Face) deskSendAgain(v *Visit) error {
	i, err := v.ID("id", notify.MailID)
	if err != nil {
		return err
	}
	err = f.Desk.SendMailAgain(v.Ctx, v.Who, i, v.Value("reason"))
	return v.deskDone(err, "desk.done.mail", "/desk/mail/"+notify.MailID.Text(i), f.showDeskMail)
}
