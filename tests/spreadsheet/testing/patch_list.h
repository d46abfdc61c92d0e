// Patches for tests, as a list; and what they make of a part, computed plainly.
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_PATCH_LIST_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_PATCH_LIST_H_

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spreadsheet/xlsx/part_patches.h"

namespace sheetgate::tests {

struct Patch {
  size_t begin;
  size_t end;
  std::string with;
};

class PatchList : public spreadsheet::PartPatches {
 public:
  PatchList(std::initializer_list<Patch> patches) : patches_(patches) {}
  explicit PatchList(std::vector<Patch> patches) : patches_(std::move(patches)) {}

  size_t size() const override { return patches_.size(); }
  spreadsheet::PatchSpan span(size_t index) const override {
    return {patches_[index].begin, patches_[index].end};
  }
  std::string Make(size_t index, std::string_view old) override {
    seen_.emplace_back(old);
    return patches_[index].with;
  }

  // What Make was given, call by call.
  const std::vector<std::string>& seen() const { return seen_; }

  std::string AppliedTo(std::string part) const {
    for (size_t i = patches_.size(); i-- > 0;) {
      part.replace(patches_[i].begin, patches_[i].end - patches_[i].begin, patches_[i].with);
    }
    return part;
  }

 private:
  std::vector<Patch> patches_;
  std::vector<std::string> seen_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_PATCH_LIST_H_
