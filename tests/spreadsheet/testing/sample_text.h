// Text that deflates as sheets do, the same in every run.
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_SAMPLE_TEXT_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_SAMPLE_TEXT_H_

#include <cstddef>
#include <random>
#include <string>

#include "spreadsheet/model/text.h"

namespace sheetgate::tests {

// `size` bytes of rows of cells with random numbers.
inline std::string SheetLikeText(size_t size, uint32_t seed = 1) {
  std::mt19937 random(seed);
  std::string text;
  text.reserve(size + 200);
  for (int row = 1; text.size() < size; ++row) {
    text += spreadsheet::Concat("<row r=\"", row, "\"><c r=\"A", row, "\"><v>", random() % 100000,
                                "</v></c><c r=\"B", row, "\" t=\"s\"><v>", random() % 500,
                                "</v></c></row>");
  }
  text.resize(size);
  return text;
}

// `size` bytes that cannot be deflated.
inline std::string Noise(size_t size, uint32_t seed = 1) {
  std::mt19937 random(seed);
  std::string noise(size, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  return noise;
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_SAMPLE_TEXT_H_
