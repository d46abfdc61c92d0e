//! Reads all cells of a workbook with calamine, as a cold process; one line of JSON, as the engine.
//!
//!     xlsx-calamine WORKBOOK
//!
//! Sheets are read by reference to the shared strings, which is its fastest way to have all cells
//! in memory. The clock stops while cells are counted. Cached values are read, not formulas.

use calamine::{open_workbook, DataRef, Reader, ReaderRef, Xlsx, XlsxError};
use std::time::{Duration, Instant};

fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024
}

fn number(cell: &DataRef) -> f64 {
    match cell {
        DataRef::Float(value) => *value,
        DataRef::Int(value) => *value as f64,
        DataRef::DateTime(value) => value.as_f64(),
        _ => 0.0,
    }
}

fn run(path: &str) -> Result<(), XlsxError> {
    let start = Instant::now();
    let mut workbook: Xlsx<_> = open_workbook(path)?;
    let mut reading = start.elapsed();
    let (mut cells, mut sum) = (0u64, 0.0f64);
    for name in workbook.sheet_names() {
        let start = Instant::now();
        let range = workbook.worksheet_range_ref(&name)?;
        reading += start.elapsed();
        for (_, _, cell) in range.used_cells() {
            cells += 1;
            sum += number(cell);
        }
    }
    report(reading, cells, sum);
    Ok(())
}

fn report(reading: Duration, cells: u64, sum: f64) {
    println!(
        "{{\"program\":\"calamine\",\"version\":\"0.38.0\",\"seconds\":{},\"cells\":{cells},\
         \"sum\":{sum},\"peak_bytes\":{}}}",
        reading.as_secs_f64(),
        peak_bytes()
    );
}

fn main() {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: xlsx-calamine WORKBOOK");
        std::process::exit(2);
    };
    if let Err(error) = run(&path) {
        eprintln!("xlsx-calamine: {error}");
        std::process::exit(1);
    }
}
