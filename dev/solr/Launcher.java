import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;

/**
 * Runs one Solr on the loopback address: {@code java -cp "LIB/*" Launcher.java HOME PORT}.
 *
 * <p>HOME holds solr.xml and the cores (dev/solr_core.py writes it). Ends with status 0 on SIGTERM
 * or SIGINT, 1 with one sentence on standard error if it cannot start.
 */
public class Launcher {
  private static final String CONTEXT = "/solr";
  // Kept here, since a logger that nobody holds forgets its level.
  private static final Logger JERSEY = Logger.getLogger("org.glassfish.jersey");

  public static void main(String[] args) {
    if (args.length != 2) {
      fail("Two arguments are needed: the Solr home folder and a port.");
    }
    Path home = home(args[0]);
    int port = port(args[1]);
    refuseTakenPort(port);
    quiet(home);
    JettySolrRunner solr = start(home, port);
    // Last, so that a failed start keeps its own exit status.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(solr), "stop-solr"));
    System.out.println("Solr answers at http://127.0.0.1:" + port + CONTEXT);
  }

  private static Path home(String text) {
    Path home = Path.of(text).toAbsolutePath().normalize();
    if (!Files.isRegularFile(home.resolve("solr.xml"))) {
      fail(home + " is no Solr home: it has no solr.xml. Write one with dev/solr_core.py.");
    }
    return home;
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port < 65536) {
        return port;
      }
    } catch (NumberFormatException ignored) {
      // said below
    }
    fail("\"" + text + "\" is no port: give a number from 1 to 65535.");
    return 0;
  }

  /** Jetty would try again for a minute before it says so. */
  private static void refuseTakenPort(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
    } catch (IOException error) {
      fail("Port " + port + " of 127.0.0.1 is taken: stop what listens there or choose another.");
    }
  }

  /** Before the first class of Solr loads: its loggers read these once. */
  private static void quiet(Path home) {
    Map<String, String> defaults =
        Map.of(
            // At WARN each start would complain of missing passwords: it answers this machine only.
            "org.apache.logging.log4j.level", "ERROR",
            "log4j2.disable.jmx", "true",
            "solr.log.dir", home.toString(),
            "java.awt.headless", "true");
    defaults.forEach((name, value) -> System.getProperties().putIfAbsent(name, value));
    JERSEY.setLevel(Level.SEVERE);
  }

  private static JettySolrRunner start(Path home, int port) {
    // JettySolrRunner binds its connector to 127.0.0.1 and offers no other address.
    JettyConfig config =
        JettyConfig.builder()
            .setContext(CONTEXT)
            .setPort(port)
            .useOnlyHttp1(true)
            .enableV2(false)
            .stopAtShutdown(false)
            .build();
    try {
      JettySolrRunner solr = new JettySolrRunner(home.toString(), config);
      solr.start(false);
      return solr;
    } catch (Exception error) {
      error.printStackTrace();
      fail("Solr did not start: " + error.getMessage());
      return null;
    }
  }

  private static void stop(JettySolrRunner solr) {
    int status = 0;
    try {
      solr.stop();
    } catch (Exception error) {
      error.printStackTrace();
      status = 1;
    }
    // The virtual machine would report the signal (143) as a failure.
    Runtime.getRuntime().halt(status);
  }

  private static void fail(String sentence) {
    System.err.println(sentence);
    Runtime.getRuntime().exit(1);
  }
}
