#include "workbook-service/store/workspace.h"

#include <cstddef>
#include <initializer_list>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;

constexpr size_t kMaxPathBytes = 1024;
constexpr size_t kMaxNameBytes = 255;
constexpr std::string_view kExample = "; use a path such as results/budget-2027.xlsx";

absl::Status BadPath(std::string_view path, std::string_view why) {
  return platform::InvalidArgument(ErrorReason::kInvalidPath,
                                   platform::StrCat("path '", path, "' ", why, kExample),
                                   {{"field", "path"}});
}

absl::Status Outside(std::string_view path, std::string_view why) {
  return platform::Error(absl::StatusCode::kPermissionDenied, ErrorReason::kPathOutsideWorkspace,
                         platform::StrCat("path '", path, "' ", why,
                                          "; paths are relative to the workspace", kExample),
                         {{"field", "path"}});
}

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool IsUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto byte = [&](size_t at) -> unsigned {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
    };
    const unsigned lead = byte(i);
    const size_t length = lead < 0x80   ? 1
                          : lead < 0xC2 ? 0
                          : lead < 0xE0 ? 2
                          : lead < 0xF0 ? 3
                          : lead < 0xF5 ? 4
                                        : 0;
    if (length == 0) return false;
    for (size_t k = 1; k < length; ++k) {
      if ((byte(i + k) & 0xC0) != 0x80) return false;
    }
    const unsigned second = byte(i + 1);
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
        (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) {
      return false;
    }
    i += length;
  }
  return true;
}

absl::Status CheckComponent(std::string_view path, std::string_view name) {
  if (name == "..") return Outside(path, "leads upwards with '..'");
  if (name.front() == '.') return BadPath(path, "has a hidden component");
  if (absl::StartsWith(platform::ToAbsl(name), "~$"))
    return BadPath(path, "is a lock file of Excel");
  if (name.size() > kMaxNameBytes) return BadPath(path, "has a component longer than 255 bytes");
  return absl::OkStatus();
}

// The path without empty and `.` components, whatever it names.
absl::StatusOr<std::string> NormalizeAnyPath(std::string_view path) {
  if (!IsUtf8(path)) {
    return platform::InvalidArgument(ErrorReason::kInvalidPath,
                                     platform::StrCat("path is not UTF-8", kExample),
                                     {{"field", "path"}});
  }
  for (const char c : path) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
      return platform::InvalidArgument(
          ErrorReason::kInvalidPath,
          platform::StrCat("path contains a control character", kExample), {{"field", "path"}});
    }
  }
  if (path.size() > kMaxPathBytes) return BadPath(path.substr(0, 40), "is longer than 1024 bytes");
  if (path.empty()) return BadPath(path, "is empty");
  if (path.front() == '/') return Outside(path, "is absolute");
  if (path.find('\\') != std::string_view::npos) {
    return BadPath(path, "contains a backslash; folders are separated by /");
  }
  std::string normal;
  for (std::string_view rest = path; !rest.empty();) {
    const size_t slash = rest.find('/');
    const std::string_view name = rest.substr(0, slash);
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    if (name.empty() || name == ".") continue;
    RETURN_IF_ERROR(CheckComponent(path, name));
    if (!normal.empty()) normal += '/';
    normal += name;
  }
  return normal;
}

// The one of `extensions` that the path has, in any case; empty when it has none.
std::string_view ExtensionAmong(std::string_view path,
                                std::initializer_list<std::string_view> extensions) {
  for (const std::string_view extension : extensions) {
    if (path.size() > extension.size() && path[path.size() - extension.size() - 1] == '.' &&
        absl::EndsWithIgnoreCase(platform::ToAbsl(path), platform::ToAbsl(extension))) {
      return extension;
    }
  }
  return {};
}

}  // namespace

std::string_view FormatOfPath(std::string_view path) {
  return ExtensionAmong(path, {"xlsx", "xlsm", "xltx", "xltm", "csv", "tsv"});
}

bool IsDelimited(std::string_view format) { return format == "csv" || format == "tsv"; }

bool IsImagePath(std::string_view path) {
  return !ExtensionAmong(path, {"png", "jpg", "jpeg"}).empty();
}

absl::StatusOr<std::string> NormalizePath(std::string_view path) {
  ASSIGN_OR_RETURN(std::string normal, NormalizeAnyPath(path));
  if (path.back() == '/' || FormatOfPath(normal).empty()) {
    return BadPath(path,
                   "does not name a workbook file (.xlsx, .xlsm, .xltx, .xltm, .csv or .tsv)");
  }
  return normal;
}

absl::StatusOr<std::string> NormalizeImagePath(std::string_view path) {
  ASSIGN_OR_RETURN(std::string normal, NormalizeAnyPath(path));
  if (path.back() == '/' || !IsImagePath(normal)) {
    return BadPath(path, "does not name an image (.png, .jpg or .jpeg)");
  }
  return normal;
}

}  // namespace sheetgate::workbook
