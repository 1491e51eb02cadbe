package main

func floorProcess(string)           {}
func (b *bench) live(any, options)  {}
func (b *bench) pages(any, options) {}
func (b *bench) start(options)      {}
