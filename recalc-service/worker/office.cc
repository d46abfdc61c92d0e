// Boot of LibreOffice and loading of documents.
#include "recalc-service/worker/office.h"

#include <dlfcn.h>
#include <time.h>

#include <com/sun/star/beans/NamedValue.hpp>
#include <com/sun/star/configuration/theDefaultProvider.hpp>
#include <com/sun/star/container/XNameAccess.hpp>
#include <com/sun/star/document/MacroExecMode.hpp>
#include <com/sun/star/document/UpdateDocMode.hpp>
#include <com/sun/star/frame/Desktop.hpp>

#include "recalc-service/worker/memory_stream.h"
#include "recalc-service/worker/property.h"
#include "recalc-service/worker/remote_office.h"
#include "recalc-service/worker/sandbox.h"
#include "recalc-service/worker/soffice_process.h"
#include "recalc-service/worker/symbol.h"
#include "recalc-service/worker/text.h"

namespace sheetgate::recalc::worker {
namespace {

namespace beans = com::sun::star::beans;
namespace uno = com::sun::star::uno;
using com::sun::star::lang::XComponent;

// Threads end a moment after they were told to.
constexpr int kQuiesceRounds = 500;
constexpr long kQuiesceStepNanoseconds = 1'000'000;

constexpr char kMissingSymbol[] =
    "this LibreOffice lacks an entry point the worker needs; version 7.4 has them all";

std::string OpenLibrary(const std::string& program_dir, void** library) {
  *library = dlopen((program_dir + "/libmergedlo.so").c_str(), RTLD_LAZY);
  return *library != nullptr ? "" : std::string("cannot load LibreOffice: ") + dlerror();
}

}  // namespace

std::string Office::BootForForks(const std::string& program_dir) {
  void* library = nullptr;
  if (std::string problem = OpenLibrary(program_dir, &library); !problem.empty()) return problem;
  int (*preinit)(const char*, const char*) = nullptr;
  void* (*make_application)() = nullptr;
  if (!FindSymbol(library, "lok_preinit", &preinit) ||
      !FindSymbol(library, "_ZN14SfxApplication11GetOrCreateEv", &make_application) ||
      !FindSymbol(library, "_ZN10comphelper10ThreadPool20getSharedOptimalPoolEv", &shared_pool_) ||
      !FindSymbol(library, "_ZN10comphelper10ThreadPool17joinThreadsIfIdleEv", &join_if_idle_)) {
    return kMissingSymbol;
  }
  // The second argument is ignored; CONFIGURATION_LAYERS says where the configuration is.
  if (preinit(program_dir.c_str(), "file:///nonexistent") != 0) return "lok_preinit failed";
  make_application();
  return Connect(library);
}

std::string Office::BootForOneJob(const std::string& program_dir, const std::string& profile_dir) {
  void* library = nullptr;
  if (std::string problem = OpenLibrary(program_dir, &library); !problem.empty()) return problem;
  void* (*start)(const char*, const char*) = nullptr;
  if (!FindSymbol(library, "libreofficekit_hook_2", &start)) return kMissingSymbol;
  const std::string profile = "file://" + profile_dir;
  if (start(program_dir.c_str(), profile.c_str()) == nullptr) {
    return "LibreOfficeKit does not start";
  }
  return Connect(library);
}

std::string Office::Connect(void* library) {
  uno::Reference<uno::XComponentContext> (*process_context)() = nullptr;
  if (!FindSymbol(library, "_ZN10comphelper26getProcessComponentContextEv", &process_context)) {
    return kMissingSymbol;
  }
  context_ = process_context();
  if (!context_.is()) return "there is no component context";
  return TakeDesktop();
}

std::string Office::ConnectTo(const SofficeProcess& process, const std::string& program_dir) {
  try {
    context_ = ConnectToOffice(program_dir, process.connection());
  } catch (const uno::Exception& error) {
    return "LibreOffice does not answer: " + ToUtf8(error.Message);
  }
  process_ = &process;
  return TakeDesktop();
}

std::string Office::TakeDesktop() {
  try {
    desktop_ = com::sun::star::frame::Desktop::create(context_);
    version_ = ReadVersion();
  } catch (const uno::Exception& error) {
    return "LibreOffice did not start: " + ToUtf8(error.Message);
  }
  return "";
}

std::string Office::ReadVersion() const {
  const auto provider = com::sun::star::configuration::theDefaultProvider::get(context_);
  beans::NamedValue path;
  path.Name = rtl::OUString("nodepath");
  path.Value <<= rtl::OUString("/org.openoffice.Setup/Product");
  uno::Sequence<uno::Any> arguments(1);
  arguments.getArray()[0] <<= path;
  const uno::Reference<com::sun::star::container::XNameAccess> product(
      provider->createInstanceWithArguments(
          rtl::OUString("com.sun.star.configuration.ConfigurationAccess"), arguments),
      uno::UNO_QUERY_THROW);
  rtl::OUString name;
  rtl::OUString version;
  product->getByName(rtl::OUString("ooName")) >>= name;
  product->getByName(rtl::OUString("ooSetupVersionAboutBox")) >>= version;
  return ToUtf8(name) + " " + ToUtf8(version);
}

uno::Reference<XComponent> Office::Load(const char* data, size_t size, const std::string& name) {
  const uno::Reference<com::sun::star::io::XInputStream> stream(new MemoryStream(data, size));
  const auto properties = Properties({
      Property("InputStream", uno::Any(stream)),
      Property("Hidden", uno::Any(true)),
      Property("Silent", uno::Any(true)),
      Property("MacroExecutionMode",
               uno::Any(com::sun::star::document::MacroExecMode::NEVER_EXECUTE)),
      Property("UpdateDocMode", uno::Any(com::sun::star::document::UpdateDocMode::NO_UPDATE)),
      Property("FilterName", uno::Any(rtl::OUString("Calc MS Excel 2007 XML"))),
  });
  // Links of documents with a file: address count as untrusted and are blocked; with private:stream
  // they would be followed.
  const rtl::OUString url = FromUtf8("file:///job/" + name);
  return desktop_->loadComponentFromURL(url, rtl::OUString("_blank"), 0, properties);
}

bool Office::BecomeSingleThreaded() {
  if (!can_fork()) return false;
  join_if_idle_(shared_pool_());
  for (int round = 0; round < kQuiesceRounds; ++round) {
    if (ThreadCount() == 1) return true;
    const timespec step{0, kQuiesceStepNanoseconds};
    nanosleep(&step, nullptr);
  }
  return false;
}

}  // namespace sheetgate::recalc::worker
