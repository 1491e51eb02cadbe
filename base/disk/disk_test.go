package disk_test

import (
	"testing"

	"guildhall/base/disk"
)

func TestADiskHasNoMoreFreeThanItHas(t *testing.T) {
	free, all := disk.Room(t.TempDir())
	if free == disk.Unknown {
		t.Skip("left out: this machine does not tell")
	}
	if free < 0 || all <= 0 || free > all {
		t.Errorf("%d of %d", free, all)
	}
	if free, _ := disk.Room("/no/such/folder"); free != disk.Unknown {
		t.Errorf("a folder that is not there has %d free", free)
	}
}
