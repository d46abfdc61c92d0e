// The fuzz targets: functions that take any bytes and abort when an invariant does not hold.
//
// A libFuzzer executable is made of each (libfuzzer_entry.cc); regression_test.cc runs them on the
// inputs that once failed, with any compiler. Their inputs:
//
//   zip      a whole package
//   deflate  patches (deflate_target.cc), then a deflate stream or a text
//   sheet    a selector byte (sheet_target.cc), then a worksheet or shared strings part
//   styles   a selector byte (styles_target.cc), then a styles, workbook or other small part
//   formula  two 16-bit offsets, then a formula
//   xml      an XML part
//   objects  parts of a package, each behind its name (objects_target.cc)
//   vba      a selector byte (vba_target.cc), then a container, a project or its texts
#ifndef SHEETGATE_TESTS_FUZZ_TARGETS_H_
#define SHEETGATE_TESTS_FUZZ_TARGETS_H_

#include <string_view>

namespace sheetgate::tests {

void FuzzZip(std::string_view input);
void FuzzDeflate(std::string_view input);
void FuzzSheet(std::string_view input);
void FuzzStyles(std::string_view input);
void FuzzFormula(std::string_view input);
void FuzzXml(std::string_view input);
void FuzzObjects(std::string_view input);
void FuzzVba(std::string_view input);

struct FuzzTarget {
  const char* name;  // of the directory with its inputs
  void (*run)(std::string_view input);
};
inline constexpr FuzzTarget kFuzzTargets[] = {{"zip", FuzzZip},         {"deflate", FuzzDeflate},
                                              {"sheet", FuzzSheet},     {"styles", FuzzStyles},
                                              {"formula", FuzzFormula}, {"xml", FuzzXml},
                                              {"objects", FuzzObjects}, {"vba", FuzzVba}};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_FUZZ_TARGETS_H_
