package api

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/market/registration"
)

// SellerSettings are what the operator decides about sellers.
type SellerSettings struct {
	Edition   int64    `json:"edition" doc:"Goes up with each change; 0 before the first"`
	Domains   []string `json:"domains" doc:"Mail domains of the operator and its parent: who has proved an address there cannot sell (rule employee)"`
	Addresses []string `json:"addresses" doc:"Further addresses of employees"`
	// SecondLook is whether two people refuse.
	SecondLook bool `json:"second_look" doc:"A refusal is proposed by one person of the desk and confirmed by another"`
}

// SellerSettingsBody is what they are to be.
type SellerSettingsBody struct {
	Edition   int64    `json:"edition" minimum:"0" doc:"The edition you have seen"`
	Domains   []string `json:"domains" maxItems:"100" doc:"Mail domains, such as example.com; what lies below them counts too"`
	Addresses []string `json:"addresses" maxItems:"5000" doc:"Mail addresses"`
	// SecondLook is whether two people refuse.
	SecondLook bool `json:"second_look,omitempty" doc:"Whether another person has to confirm each refusal; left out: no"`
}

func (f *Face) sellerSettings(ctx context.Context) (*Out[SellerSettings], error) {
	s, err := registration.SettingsOf(ctx, f.DB)
	return ok(SellerSettings{Edition: s.Version, SecondLook: s.SecondLook, Domains: append([]string{}, s.Domains...), Addresses: append([]string{}, s.Addresses...)}, err)
}

func (f *Face) sellerSettingsOperations(api huma.API) {
	add(f, api, Op{ID: "getSellerSettings", Method: "GET", Path: "/desk/seller-settings", Tag: "desk", Scope: "desk:read", Summary: "What the operator decides about sellers"},
		func(ctx context.Context, _ *struct{}) (*Out[SellerSettings], error) { return f.sellerSettings(ctx) })
	add(f, api, Op{ID: "setSellerSettings", Method: "PUT", Path: "/desk/seller-settings", Tag: "desk", Scope: "desk:write", Summary: "Change them",
		Detail: "The lists are replaced as a whole. The journal says how long they are, never what stands in them."},
		func(ctx context.Context, in *struct{ Body SellerSettingsBody }) (*Out[SellerSettings], error) {
			_, err := f.Registrations.SetSettings(ctx, Who(ctx), registration.SettingsInput{Domains: strings.Join(in.Body.Domains, "\n"),
				Addresses: strings.Join(in.Body.Addresses, "\n"), Edition: in.Body.Edition, SecondLook: in.Body.SecondLook})
			if err != nil {
				return nil, err
			}
			return f.sellerSettings(ctx)
		})
}
