// Shared formulas (18.3.1.40, t="shared") of one sheet under a structural edit: which can stay
// shared, and what the others' members say.
//
// A group stays when moving its text by the edit and then to a member is the same as moving it to
// the member and then by the edit. Else each member gets its own text.
#ifndef SHEETGATE_SPREADSHEET_EDIT_SHARED_GROUPS_H_
#define SHEETGATE_SPREADSHEET_EDIT_SHARED_GROUPS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/formula/structural_edit.h"

namespace sheetgate::spreadsheet {

class SharedGroups {
 public:
  SharedGroups(const StructuralRewriter& rewriter, int sheet)
      : rewriter_(rewriter), sheet_(sheet) {}

  // Every cell of a group, in the order they stand; `text` (decoded) is empty but for the master.
  void AddMember(uint32_t group, CellRef cell, std::string_view text);
  // Call when all are added.
  void Decide();

  bool empty() const { return groups_.empty(); }
  // Whether the group is given up, so that every member gets its own text.
  bool Expands(uint32_t group) const;
  // The text of a member as it is before the edit.
  std::string TextAt(uint32_t group, CellRef cell) const;
  // The range its cells lie in after the edit, of a group that stays.
  RangeRef RangeAfter(uint32_t group) const;

 private:
  struct Group {
    CellRef master;
    std::string text;
    bool has_text = false;
    RangeRef box;
    RangeRef box_after;
    bool expands = false;
  };

  std::string After(const std::string& text, CellRef cell) const;
  bool Uniform(Group* group) const;
  // Whether an edit of single cells leaves every member as it is.
  bool Untouched(const Group& group) const;

  const StructuralRewriter& rewriter_;
  const int sheet_;
  std::map<uint32_t, Group> groups_;
};

// The groups of the rows of `sheet` (as TagReader takes them), decided. The token's status.
absl::StatusOr<SharedGroups> ReadSharedGroups(std::string_view rows,
                                              const StructuralRewriter& rewriter, int sheet,
                                              const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_SHARED_GROUPS_H_
