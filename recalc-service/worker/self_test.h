// The self-test a worker passes before it takes jobs; it also warms LibreOffice up for the forked
// children.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_SELF_TEST_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_SELF_TEST_H_

#include <string>

namespace sheetgate::recalc::worker {

class Office;
class PdfRaster;

// A small .xlsx package whose formulas carry deliberately wrong results.
std::string SelfTestPackage();

// Loads that package, calculates and checks every result, and draws it: as PNG where `raster` can,
// else as PDF. Returns an empty string, or what was wrong.
std::string RunSelfTest(Office* office, const PdfRaster& raster);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_SELF_TEST_H_
