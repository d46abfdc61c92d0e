// Soffice: one `soffice --headless --convert-to` for a job, as other servers calculate.
#ifndef SHEETGATE_TESTS_BENCHMARKS_RECALC_SOFFICE_H_
#define SHEETGATE_TESTS_BENCHMARKS_RECALC_SOFFICE_H_

#include <filesystem>
#include <string>

namespace sheetgate::benchmarks {

class Soffice {
 public:
  // In a directory of its own below `directory`. `tuned`: with a profile that somebody set up well,
  // which skips the graphics self-test at each start and has formulas calculated on load.
  Soffice(const std::filesystem::path& directory, bool tuned);

  // Converts the package to `format` (xlsx, pdf); milliseconds, or a negative number when it
  // failed.
  double Convert(const std::string& package, const std::string& format);

 private:
  const std::filesystem::path directory_;
};

}  // namespace sheetgate::benchmarks

#endif  // SHEETGATE_TESTS_BENCHMARKS_RECALC_SOFFICE_H_
