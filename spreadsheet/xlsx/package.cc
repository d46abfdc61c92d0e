// A package over zip bytes: the directory is read once, parts are inflated on demand.
#include "spreadsheet/xlsx/package.h"

#include <algorithm>
#include <map>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/content_types.h"
#include "spreadsheet/xlsx/deflate.h"
#include "spreadsheet/xlsx/foreign_format.h"
#include "spreadsheet/xlsx/member_source.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/relationships.h"
#include "spreadsheet/xlsx/zip_directory.h"
#include "spreadsheet/xlsx/zip_format.h"

namespace sheetgate::spreadsheet {
namespace {

absl::StatusOr<std::string> ReadMember(std::string_view bytes, const ZipMember& member) {
  const std::string_view data = member.data.In(bytes);
  std::string content;
  if (member.method == zip::kStored) {
    content = data;
  } else {
    std::optional<std::string> inflated = Inflate(data, member.inflated_size);
    if (!inflated.has_value()) {
      return CorruptPart(member.name, Concat("its compressed data, from byte ", member.data.begin,
                                             " of the package, do not inflate to the ",
                                             member.inflated_size, " bytes announced"));
    }
    content = *std::move(inflated);
  }
  if (Crc32(content) != member.crc) {
    return CorruptPart(member.name, Concat("its checksum is wrong (data from byte ",
                                           member.data.begin, " of the package)"));
  }
  return content;
}

class ZipPackage : public Package {
 public:
  ZipPackage(PackageBytes bytes, const XlsxLimits& limits, ZipDirectory directory)
      : bytes_(std::move(bytes)), limits_(limits), members_(std::move(directory.members)) {
    for (const ZipMember& member : members_) {
      if (member.is_part) parts_.emplace(ToLowerAscii(member.name), &member);
    }
  }

  absl::Status Init(const platform::CancellationToken& cancellation) {
    constexpr std::string_view kMimetype = "mimetype";
    // An OpenDocument file names its type in its first member; a long member of that name is
    // something else.
    constexpr int64_t kMaxMimetype = 256;
    if (Has(kMimetype) && InflatedSize(kMimetype) <= kMaxMimetype) {
      ASSIGN_OR_RETURN(const std::string mimetype, Read(kMimetype, cancellation));
      RETURN_IF_ERROR(CheckMimetype(mimetype));
    }
    if (!Has(kContentTypesPart)) {
      return platform::InvalidArgument(
          platform::ErrorReason::kNotAWorkbook,
          "the file is a zip archive without [Content_Types].xml, so it is not a workbook; give an "
          ".xlsx or .xlsm file");
    }
    ASSIGN_OR_RETURN(const std::string xml, Read(kContentTypesPart, cancellation));
    ASSIGN_OR_RETURN(content_types_, ContentTypes::Parse(xml));
    absl::Status status = absl::OkStatus();
    content_types_.VisitOverrides([&](std::string_view, std::string_view type) {
      if (status.ok()) status = CheckMainContentType(type);
    });
    return status;
  }

  std::vector<std::string> part_names() const override {
    std::vector<std::string> names;
    names.reserve(parts_.size());
    for (const ZipMember& member : members_) {
      if (member.is_part) names.push_back(member.name);
    }
    return names;
  }

  bool Has(std::string_view part) const override { return Find(part) != nullptr; }

  int64_t InflatedSize(std::string_view part) const override {
    const ZipMember* member = Find(part);
    return member == nullptr ? 0 : static_cast<int64_t>(member->inflated_size);
  }

  std::string_view ContentType(std::string_view part) const override {
    return content_types_.TypeOf(part);
  }

  absl::StatusOr<std::string> Read(std::string_view part,
                                   const platform::CancellationToken& cancellation) const override {
    RETURN_IF_ERROR(cancellation.Check());
    const ZipMember* member = Find(part);
    if (member == nullptr) return CorruptPart(part, "it is missing from the package");
    return ReadMember(*bytes_, *member);
  }

  absl::StatusOr<PartStream> Stream(
      std::string_view part, const platform::CancellationToken& cancellation) const override {
    const ZipMember* member = Find(part);
    if (member == nullptr) return CorruptPart(part, "it is missing from the package");
    return PartStream(MakeMemberSource(bytes_, *member), member->inflated_size, cancellation);
  }

  absl::StatusOr<std::vector<Relationship>> Relationships(std::string_view part) const override {
    const ZipMember* member = Find(RelationshipsPart(part));
    if (member == nullptr) return std::vector<Relationship>();
    ASSIGN_OR_RETURN(const std::string xml, ReadMember(*bytes_, *member));
    return ParseRelationships(part, xml, [this](std::string_view target) { return Has(target); });
  }

  const PackageBytes& bytes() const override { return bytes_; }
  const XlsxLimits& limits() const override { return limits_; }
  const PartOverlay& overlay() const override { return no_overlay_; }
  std::shared_ptr<const Package> opened() const override { return nullptr; }
  size_t memory_bytes() const override { return bytes_.heap_bytes(); }

 private:
  const ZipMember* Find(std::string_view part) const {
    const auto found = parts_.find(ToLowerAscii(part));
    return found == parts_.end() ? nullptr : found->second;
  }

  const PackageBytes bytes_;
  const XlsxLimits limits_;
  const std::vector<ZipMember> members_;
  // By lower-case name; points into members_.
  std::map<std::string, const ZipMember*, std::less<>> parts_;
  ContentTypes content_types_;
  const PartOverlay no_overlay_;
};

}  // namespace

bool PartNameLess::operator()(std::string_view a, std::string_view b) const {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return ToLowerAscii(x) < ToLowerAscii(y);
  });
}

absl::StatusOr<std::shared_ptr<const Package>> Package::Open(
    PackageBytes bytes, const XlsxLimits& limits, const platform::CancellationToken& cancellation) {
  RETURN_IF_ERROR(CheckSignature(*bytes));
  if (bytes->size() > static_cast<uint64_t>(limits.max_package_bytes)) {
    return PackageTooLarge(Concat("the file has ", bytes->size(), " bytes, and the limit is ",
                                  limits.max_package_bytes),
                           limits.max_package_bytes);
  }
  ASSIGN_OR_RETURN(ZipDirectory directory, ReadZipDirectory(*bytes, limits, cancellation));
  auto package = std::make_shared<ZipPackage>(std::move(bytes), limits, std::move(directory));
  RETURN_IF_ERROR(package->Init(cancellation));
  return package;
}

}  // namespace sheetgate::spreadsheet
