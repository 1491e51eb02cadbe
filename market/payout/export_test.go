package payout

import "time"

// InBatchesOf sets how many payouts one change starts.
func (r *Room) InBatchesOf(n int) { r.batch = n }

// ReadingBack sets how much before the payout before is read again.
func (r *Room) ReadingBack(d time.Duration) { r.onItsWay = d }
