// What a session says about the history of a fork: revisions in their tree, moves of the head,
// checkpoints and staged changes.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_HISTORY_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_HISTORY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "workbook-service/store/changes.h"

namespace sheetgate::workbook {

// Where a fork's head is after it moved.
struct HeadPosition {
  std::string revision;
  std::string previous_revision;
  int undo_steps = 0;  // revisions that can be undone from there
  int redo_steps = 0;  // and redone
  bool stale_values = false;
};

// What a revision did, in numbers.
struct RevisionCounts {
  int64_t values_set = 0;
  int64_t formulas_set = 0;
  int64_t cells_cleared = 0;
  int64_t results_set = 0;
  int64_t operations = 0;           // on the structure
  std::vector<std::string> sheets;  // it wrote to, in tab order
};

struct RevisionInfo {
  enum class Kind : uint8_t { kBase, kEdit, kCalculation };
  std::string revision;
  std::string parent;  // empty for the first state of a file
  Kind kind = Kind::kBase;
  std::string principal;
  std::string label;
  absl::Time created_at;
  RevisionCounts counts;
  bool head = false;
  bool redoable = false;   // redo leads there
  bool abandoned = false;  // neither part of the present state, nor redoable, nor staged
  std::vector<std::string> checkpoint_ids;
  std::string change_id;  // of the staged change it belongs to
};

struct HistoryPage {
  std::vector<RevisionInfo> revisions;  // newest first; the last of all is the fork's base
  // `before` of the page that follows, after each of the revisions; 0 after the base.
  std::vector<int64_t> next;
  std::string head;
  int undo_steps = 0;
  int redo_steps = 0;
};

// What one revision did.
struct RevisionEdits {
  RevisionInfo info;  // without head, checkpoints and the like
  Changes changes;
  std::vector<std::string> sheet_names;  // by index in tab order, of that time; may be empty
  bool kept = true;                      // false: only the result was kept
};

struct CheckpointInfo {
  std::string id;
  std::string revision;
  std::string label;
  std::string principal;
  absl::Time created_at;
};

// A change that waits to be applied.
struct StagedChange {
  std::string id;
  std::string revision;  // the one it makes
  std::string parent;    // the one it was made on
  std::string report;    // Session::MakeReport's
  std::string label;
  std::string principal;
  absl::Time created_at;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_HISTORY_H_
