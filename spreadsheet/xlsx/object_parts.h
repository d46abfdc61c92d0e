// What readers of objects share: parts as trees, relationships by id, anchors and texts of
// drawings.
#ifndef SHEETGATE_SPREADSHEET_XLSX_OBJECT_PARTS_H_
#define SHEETGATE_SPREADSHEET_XLSX_OBJECT_PARTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include <pugixml.hpp>

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// Most a part may hold that is read for objects: drawings, charts, comments, caches of pivot
// tables. Those of real workbooks stay far below.
inline constexpr int64_t kMaxObjectPartBytes = int64_t{32} << 20;

// RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`) beyond kMaxObjectPartBytes.
absl::Status CheckObjectPart(const Package& package, std::string_view part);

// Reads `part` into `document`. DATA_LOSS (`FILE_CORRUPT`) naming it, RESOURCE_EXHAUSTED
// (`FILE_TOO_LARGE`), or the token's status.
absl::Status ReadObjectTree(const Package& package, std::string_view part,
                            const platform::CancellationToken& cancellation,
                            pugi::xml_document* document);
// The same as text in UTF-8, for FeatureXml.
absl::StatusOr<std::string> ReadObjectText(const Package& package, std::string_view part,
                                           const platform::CancellationToken& cancellation);

// The first child of that local name; a null node when there is none.
pugi::xml_node ChildOf(const pugi::xml_node& node, std::string_view local_name);
// The node at the end of a path of local names.
template <typename... Names>
pugi::xml_node ChildOf(const pugi::xml_node& node, std::string_view first, Names... others) {
  return ChildOf(ChildOf(node, first), others...);
}
// The value of the attribute of that local name, with any prefix or none; empty when there is none.
std::string AttributeOf(const pugi::xml_node& node, std::string_view local_name);
bool FlagOf(const pugi::xml_node& node, std::string_view local_name, bool missing);
int64_t NumberOf(const pugi::xml_node& node, std::string_view local_name, int64_t missing);
// The node's own text, white space around it dropped.
std::string TextOf(const pugi::xml_node& node);
// The text of paragraphs and runs below a DrawingML body (ECMA-376 part 1, 21.1.2.1 txBody, rich),
// a line a paragraph.
std::string DrawingText(const pugi::xml_node& body);

// The cells that the anchor of a drawing covers (20.5.2.24 oneCellAnchor, 20.5.2.33 twoCellAnchor,
// or the anchor of a control); of a oneCellAnchor its corner; nullopt for others.
std::optional<RangeRef> AnchorRange(const pugi::xml_node& anchor);

// The last segment of a relationship's type, which tells its kind in every namespace:
// transitional, strict and Microsoft's.
std::string_view KindOf(const Relationship& relationship);

// The relationships of one part.
class PartRelationships {
 public:
  // Errors as Package::Relationships.
  static absl::StatusOr<PartRelationships> Read(const Package& package, std::string_view part);

  const std::vector<Relationship>& items() const { return items_; }
  // Null when there is none.
  const Relationship* Find(std::string_view id) const;
  // The part with that id, if it is internal and exists; else empty.
  std::string PartOf(std::string_view id) const;
  // The parts of that kind that exist, in order, each once.
  std::vector<std::string> PartsOfKind(std::string_view kind) const;
  // Where the relationship leads: the target as written for external ones, a part or a place
  // ("#Sheet2!A1") for others.
  std::string TargetOf(std::string_view id) const;

 private:
  const Package* package_ = nullptr;
  std::vector<Relationship> items_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_OBJECT_PARTS_H_
