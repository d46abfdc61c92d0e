#include "workbook-service/store/changes.h"

#include <utility>

#include "sheetgate/workbook/v1/operation.pb.h"

namespace sheetgate::workbook {

Changes::Changes() = default;
Changes::Changes(std::vector<spreadsheet::CellChange> cells) : cells(std::move(cells)) {}
Changes::Changes(const Changes& other) = default;
Changes::Changes(Changes&& other) noexcept = default;
Changes& Changes::operator=(const Changes& other) = default;
Changes& Changes::operator=(Changes&& other) noexcept = default;
Changes::~Changes() = default;

int64_t Changes::size() const { return static_cast<int64_t>(operations.size() + cells.size()); }

}  // namespace sheetgate::workbook
