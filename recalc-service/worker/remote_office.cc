// The bridge of UNO's remote protocol (urp), over a connection of our own.
#include "recalc-service/worker/remote_office.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

#include <com/sun/star/bridge/BridgeFactory.hpp>
#include <com/sun/star/connection/XConnection.hpp>
#include <com/sun/star/io/IOException.hpp>
#include <cppuhelper/bootstrap.hxx>
#include <cppuhelper/implbase1.hxx>

namespace sheetgate::recalc::worker {
namespace {

namespace uno = com::sun::star::uno;
using com::sun::star::connection::XConnection;

class SocketConnection : public cppu::WeakImplHelper1<XConnection> {
 public:
  explicit SocketConnection(int socket) : socket_(socket) {}

  // Less than `count` bytes only at the end of the connection, as the interface has it.
  sal_Int32 SAL_CALL read(uno::Sequence<sal_Int8>& data, sal_Int32 count) override {
    data.realloc(count);
    sal_Int32 read = 0;
    while (read < count) {
      const ssize_t received =
          recv(socket_, data.getArray() + read, static_cast<size_t>(count - read), 0);
      if (received < 0 && errno == EINTR) continue;
      if (received <= 0) break;
      read += static_cast<sal_Int32>(received);
    }
    data.realloc(read);
    return read;
  }

  void SAL_CALL write(const uno::Sequence<sal_Int8>& data) override {
    sal_Int32 written = 0;
    while (written < data.getLength()) {
      const ssize_t sent = send(socket_, data.getConstArray() + written,
                                static_cast<size_t>(data.getLength() - written), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent <= 0) throw com::sun::star::io::IOException();
      written += static_cast<sal_Int32>(sent);
    }
  }

  void SAL_CALL flush() override {}
  void SAL_CALL close() override { shutdown(socket_, SHUT_RDWR); }
  rtl::OUString SAL_CALL getDescription() override { return rtl::OUString("socket"); }

 private:
  const int socket_;
};

}  // namespace

uno::Reference<uno::XComponentContext> ConnectToOffice(const std::string& program_dir, int socket) {
  // Where UNO's own types and services are found.
  setenv("URE_BOOTSTRAP", ("file://" + program_dir + "/fundamentalrc").c_str(), 1);
  const uno::Reference<uno::XComponentContext> own =
      cppu::defaultBootstrap_InitialComponentContext();
  const auto bridge = com::sun::star::bridge::BridgeFactory::create(own)->createBridge(
      rtl::OUString(), rtl::OUString("urp"), new SocketConnection(socket), nullptr);
  return uno::Reference<uno::XComponentContext>(
      bridge->getInstance(rtl::OUString("StarOffice.ComponentContext")), uno::UNO_QUERY_THROW);
}

}  // namespace sheetgate::recalc::worker
