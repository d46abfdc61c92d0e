// Edits one cell in the middle of a workbook's first sheet with excelize and saves it, as a cold
// process; one line of JSON, as peers.py edit.
//
//	xlsx-excelize WORKBOOK OUTPUT
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

func libraryVersion() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if strings.HasSuffix(module.Path, "excelize/v2") {
			return module.Version
		}
	}
	return ""
}

func peakBytes() (bytes int64) {
	status, _ := os.ReadFile("/proc/self/status")
	for _, line := range strings.Split(string(status), "\n") {
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &bytes); err == nil {
			return bytes * 1024
		}
	}
	return 0
}

func middleCell(file *excelize.File, sheet string) (string, error) {
	dimension, err := file.GetSheetDimension(sheet)
	if err != nil {
		return "", err
	}
	_, last, _ := strings.Cut(dimension, ":")
	column, row, err := excelize.SplitCellName(last)
	if err != nil {
		return "", err
	}
	return excelize.JoinCellName(column, row/2)
}

func edit(path, output string) (map[string]any, error) {
	start := time.Now()
	file, err := excelize.OpenFile(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	sheet := file.GetSheetList()[0]
	cell, err := middleCell(file, sheet)
	if err != nil {
		return nil, err
	}
	if err := file.SetCellValue(sheet, cell, 4242.5); err != nil {
		return nil, err
	}
	edited := time.Now()
	if err := file.SaveAs(output); err != nil {
		return nil, err
	}
	end := time.Now()
	return map[string]any{"program": "excelize", "version": libraryVersion(),
		"seconds": end.Sub(start).Seconds(), "save_seconds": end.Sub(edited).Seconds(),
		"peak_bytes": peakBytes()}, nil
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: xlsx-excelize WORKBOOK OUTPUT")
		os.Exit(2)
	}
	report, err := edit(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_ = json.NewEncoder(os.Stdout).Encode(report)
}
