#include "spreadsheet/xlsx/delimiter_detector.h"

#include <algorithm>
#include <map>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/delimited_reader.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kCandidates = "\t|;,";
constexpr size_t kSampleBytes = size_t{64} << 10;
constexpr int kSampleRecords = 100;

// The share of the sample's records that have the most frequent number of fields, 0 to 1; 0 when
// that is a single field.
double Agreement(std::string_view sample, bool cut_off, char delimiter) {
  DelimitedReader reader(sample, delimiter);
  DelimitedField field;
  std::map<int, int> records_by_fields;
  int records = 0;
  int fields = 0;
  while (records < kSampleRecords && reader.Next(&field)) {
    ++fields;
    if (!field.ends_record) continue;
    const bool blank = fields == 1 && field.text.empty();
    // The last record of a sample that was cut off is counted only when it is the only one.
    const bool partial = cut_off && reader.position() == sample.size() && records > 0;
    if (!blank && !partial) {
      ++records;
      ++records_by_fields[fields];
    }
    fields = 0;
  }
  int most = 0;
  for (const auto& [count, frequency] : records_by_fields) {
    if (count > 1) most = std::max(most, frequency);
  }
  return records == 0 ? 0 : static_cast<double>(most) / records;
}

}  // namespace

DetectedDelimiter DetectDelimiter(std::string_view text) {
  constexpr std::string_view kSeparator = "sep=";
  DetectedDelimiter detected;
  const std::string_view first = text.substr(0, text.find_first_of("\r\n"));
  if (first.size() == kSeparator.size() + 1 &&
      EqualsIgnoreAsciiCase(first.substr(0, kSeparator.size()), kSeparator) &&
      kCandidates.find(first.back()) != std::string_view::npos) {
    detected.delimiter = first.back();
    detected.header_bytes = first.size();
    for (const char c : {'\r', '\n'}) {
      if (text.substr(detected.header_bytes).starts_with(c)) ++detected.header_bytes;
    }
    return detected;
  }
  const std::string_view sample = text.substr(0, kSampleBytes);
  double best = 0;
  for (const char candidate : kCandidates) {
    const double agreement = Agreement(sample, sample.size() < text.size(), candidate);
    if (agreement > best) {
      best = agreement;
      detected.delimiter = candidate;
    }
  }
  return detected;
}

}  // namespace sheetgate::spreadsheet
