package story_test

import (
	"encoding/json"
	"strings"
	"testing"

	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/request"
	"guildhall/test/world"
)

func TestFilesGoWithAFirstMessageWithoutScriptAndOverTheAPI(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		aiko, ben := world.At(t, w.Address, s.AikoToken), world.At(t, w.Address, s.BenToken)
		path := "/work/" + request.RequestID.Text(s.Post("RDS bill doubled in October"))
		refused := form(t, ben, path+"/answer", map[string]string{"text": " ", "_key": "k1"}, map[string]string{"plan.txt": "step one", "second.txt": "two"}).Want(t, 422)
		says(t, refused, "plan.txt", "second.txt", "Please fill this in")
		waiting := values(refused.Body, "file")
		if len(waiting) != 2 {
			t.Fatalf("%d files wait", len(waiting))
		}
		fewer := form(t, ben, path+"/answer", map[string]string{"text": "My own words.", "drop": waiting[1], "file": waiting[0], "_key": "k2"}, nil).Want(t, 200)
		if got := values(fewer.Body, "file"); len(got) != 1 || got[0] != waiting[0] || !strings.Contains(fewer.Body, "My own words.") {
			t.Errorf("after taking one out %v wait", got)
		}
		sent := form(t, ben, path+"/answer", map[string]string{"text": "See the plan.", "file": waiting[0], "_key": "k3"}, nil).Want(t, 303)
		says(t, aiko.Get(sent.Location).Want(t, 200), "See the plan.", "plan.txt")
		if strings.Contains(aiko.Get(sent.Location).Body, "second.txt") {
			t.Error("what was taken out was sent")
		}

		profile, err := expert.FindByPerson(t.Context(), w.House.DB, s.Ben.Person)
		if err != nil {
			t.Fatal(err)
		}
		kenji := w.Join(t, account.NewPerson{Name: "Kenji Mori", Email: "kenji@example.org"})
		direct := "/e/" + profile.Handle + "/message"
		says(t, kenji.Get(direct).Want(t, 200), `value="Kenji Mori"`)
		led := form(t, kenji, direct, map[string]string{"name": "Kenji", "subject": "Our backups", "text": "Here is the log.", "_key": "k1"}, map[string]string{"log.txt": "lines"}).Want(t, 303)
		says(t, ben.Get(led.Location).Want(t, 200), "Here is the log.", "log.txt")

		var a struct{ ID string }
		up := ben.Do("POST", "/api/v1/attachments?name=notes.txt", "application/octet-stream", strings.NewReader("notes"), nil).Want(t, 201)
		if err := json.Unmarshal([]byte(up.Body), &a); err != nil {
			t.Fatal(err)
		}
		aiko.Do("GET", "/api/v1/attachments/"+a.ID, "", nil, nil).Want(t, 404)
		var c struct{ ID string }
		asked := request.RequestID.Text(s.Post("Lambda times out at night"))
		ben.JSON("POST", "/conversations", map[string]any{"request": asked, "text": "Notes", "attachments": []string{"att_nonsense"}}, nil).Want(t, 404)
		ben.JSON("POST", "/conversations", map[string]any{"request": asked, "text": "Notes", "attachments": []string{a.ID}}, &c).Want(t, 201)
		if got := aiko.Do("GET", "/api/v1/attachments/"+a.ID, "", nil, nil).Want(t, 200); got.Body != "notes" {
			t.Errorf("Aiko gets %q", got.Body)
		}
	})
}

// values are the values of the hidden fields of a name.
func values(page, name string) (list []string) {
	for _, piece := range strings.Split(page, `name="`+name+`" value="`)[1:] {
		list = append(list, piece[:strings.IndexByte(piece, '"')])
	}
	return list
}

func TestAnUploadThatIsFarTooLargeIsRefusedInWords(t *testing.T) {
	w := world.Start(t, world.Config(t, ""))
	c := openChat(t, w)
	refused := form(t, c.ben, c.path+"/messages", map[string]string{"text": "x", "_key": "k1"}, map[string]string{"big": strings.Repeat("x", 30<<20)}).Want(t, 413)
	says(t, refused, "larger than the 11 MB")
}
