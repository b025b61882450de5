"""https_server.py CERTIFICATE KEY PORT_FILE: the current folder over https on 127.0.0.1, its port in a file."""
import http.server
import os
import ssl
import sys

certificate, key, port_file = sys.argv[1:]
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server.socket = context.wrap_socket(server.socket, server_side=True)
with open(port_file + ".new", "w", encoding="ascii") as file:
    file.write(str(server.server_port))
os.rename(port_file + ".new", port_file)
server.serve_forever()
