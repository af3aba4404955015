package net.jumptotech.orders;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jumptotech.orders.event.Json;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configurers.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;

/**
 * An OpenID Connect provider of its own (Spring Authorization Server on Tomcat), on a free port of
 * 127.0.0.1. Its people have the password {@value #PASSWORD}.
 */
public final class TestProvider implements AutoCloseable {

  public static final String CLIENT = "orders";
  public static final String CLIENT_SECRET = "secret-of-the-client-of-this-test";
  public static final String AUDIENCE = "https://orders.example/api";
  public static final String PASSWORD = "open sesame";

  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]* value=\"([^\"]+)\"");

  /** Held here, or the level would be forgotten with it. */
  private static final Logger TOMCAT = Logger.getLogger("org.apache");

  private static final HttpClient CLIENT_OF_TOKENS = HttpClient.newHttpClient();

  private final Map<String, List<String>> groups = new ConcurrentHashMap<>();
  private final Map<String, Program> programs = new ConcurrentHashMap<>();
  private final List<String> likeIdTokens = new CopyOnWriteArrayList<>();
  private final List<RSAKey> keys = new CopyOnWriteArrayList<>();
  private final List<String> redirects = new CopyOnWriteArrayList<>(List.of("http://localhost/"));
  private final Tomcat tomcat = new Tomcat();
  private final AnnotationConfigWebApplicationContext spring =
      new AnnotationConfigWebApplicationContext();
  private final AtomicInteger keysAsked = new AtomicInteger();
  private volatile String signing;
  private volatile int port;

  /** What the tokens of a program say; empty: as they should. */
  private record Program(List<String> groups, String audience, String issuer, Duration age) {}

  public TestProvider() throws Exception {
    this(0);
  }

  /**
   * @param port to listen on; 0: a free one
   */
  public TestProvider(int port) throws Exception {
    TOMCAT.setLevel(Level.SEVERE);
    addKey();
    Path directory = Files.createTempDirectory("provider");
    directory.toFile().deleteOnExit();
    tomcat.setBaseDir(directory.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(port);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", directory.toString());
    context.addServletContainerInitializer(
        (types, servlets) -> {
          spring.setServletContext(servlets);
          spring.register(Security.class);
          spring.addBeanFactoryPostProcessor(
              factory -> factory.registerSingleton("provider", TestProvider.this));
          spring.refresh();
          servlets
              .addFilter("security", new DelegatingFilterProxy("springSecurityFilterChain", spring))
              .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
        },
        null);
    Tomcat.addServlet(context, "nothing", new Nothing());
    context.addServletMappingDecoded("/", "nothing");
    tomcat.start();
    this.port = tomcat.getConnector().getLocalPort();
  }

  private static final class Nothing extends HttpServlet {
    private static final long serialVersionUID = 1L;
  }

  public String issuer() {
    return "http://127.0.0.1:" + port;
  }

  /** Somebody with a password. */
  public TestProvider person(String name, String... theirs) {
    groups.put(name, List.of(theirs));
    return this;
  }

  /** A program, with the id {@code name}, whose tokens are as they should be. */
  public TestProvider program(String name, String... theirs) {
    programs.put(name, new Program(List.of(theirs), AUDIENCE, "", Duration.ZERO));
    return this;
  }

  /** A program whose tokens are for another. */
  public TestProvider programFor(String name, String audience, String... theirs) {
    programs.put(name, new Program(List.of(theirs), audience, "", Duration.ZERO));
    return this;
  }

  /** A program whose tokens say that somebody else has issued them. */
  public TestProvider programOf(String name, String issuer, String... theirs) {
    programs.put(name, new Program(List.of(theirs), AUDIENCE, issuer, Duration.ZERO));
    return this;
  }

  /** A program whose tokens were issued long ago. */
  public TestProvider programOfAge(String name, Duration age, String... theirs) {
    programs.put(name, new Program(List.of(theirs), AUDIENCE, "", age));
    return this;
  }

  /** A program whose tokens are like those that people get when they log in. */
  public TestProvider programWithIdTokens(String name, String... theirs) {
    likeIdTokens.add(name);
    return program(name, theirs);
  }

  /** Lets the provider send people back there. */
  public void redirectTo(String url) {
    redirects.add(url);
  }

  /** An access token of a program. */
  public String token(String program) throws Exception {
    String basic =
        Base64.getEncoder()
            .encodeToString((program + ":" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8));
    HttpResponse<byte[]> response =
        CLIENT_OF_TOKENS.send(
            HttpRequest.newBuilder(URI.create(issuer() + "/oauth2/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                .timeout(Await.LONG)
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    Object token = Json.object(response.body()).get("access_token");
    if (token == null) {
      throw new IllegalStateException(new String(response.body(), StandardCharsets.UTF_8));
    }
    return token.toString();
  }

  /**
   * Logs somebody in, as a browser that has never been here.
   *
   * @param authorize where the log-in begins
   * @return where the browser is sent then
   */
  public URI logIn(String authorize, String person) throws Exception {
    HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    URI start = URI.create(authorize);
    URI form =
        location(browser, start, HttpRequest.newBuilder(start).header("Accept", "text/html"));
    String page =
        browser
            .send(HttpRequest.newBuilder(form).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    Matcher csrf = CSRF.matcher(page);
    if (!csrf.find()) {
      throw new IllegalStateException(page);
    }
    HttpRequest.Builder login =
        HttpRequest.newBuilder(form)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "username=%s&password=%s&_csrf=%s"
                        .formatted(
                            person,
                            URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8),
                            URLEncoder.encode(csrf.group(1), StandardCharsets.UTF_8))));
    URI back = location(browser, form, login);
    return location(browser, back, HttpRequest.newBuilder(back).header("Accept", "text/html"));
  }

  private static URI location(HttpClient browser, URI from, HttpRequest.Builder request)
      throws Exception {
    HttpResponse<String> response =
        browser.send(request.timeout(Await.LONG).build(), HttpResponse.BodyHandlers.ofString());
    return from.resolve(
        response
            .headers()
            .firstValue("Location")
            .orElseThrow(() -> new IllegalStateException(response + response.body())));
  }

  /** Signs with a new key from now on; the former ones are still published. */
  public void addKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    RSAKey key =
        new RSAKey.Builder((RSAPublicKey) pair.getPublic())
            .privateKey((RSAPrivateKey) pair.getPrivate())
            .keyID(UUID.randomUUID().toString())
            .build();
    keys.add(key);
    signing = key.getKeyID();
  }

  /** How often its keys were needed: to sign a token, or because somebody fetched them. */
  public int keysAsked() {
    return keysAsked.get();
  }

  /** Publishes only the newest key. */
  public void withdrawFormerKeys() {
    keys.removeIf(key -> !key.getKeyID().equals(signing));
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
    spring.close();
  }

  @EnableWebSecurity
  @Configuration(proxyBeanMethods = false)
  static class Security {

    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
      OAuth2AuthorizationServerConfigurer server =
          OAuth2AuthorizationServerConfigurer.authorizationServer();
      return http.with(server, it -> it.oidc(Customizer.withDefaults()))
          .authorizeHttpRequests(any -> any.anyRequest().authenticated())
          .csrf(it -> it.ignoringRequestMatchers(server.getEndpointsMatcher()))
          .exceptionHandling(
              it ->
                  it.defaultAuthenticationEntryPointFor(
                      new LoginUrlAuthenticationEntryPoint("/login"),
                      new MediaTypeRequestMatcher(MediaType.TEXT_HTML)))
          .formLogin(Customizer.withDefaults())
          .build();
    }

    @Bean
    UserDetailsService people(TestProvider provider) {
      return name -> provider.user(name);
    }

    /** Secrets of the test are kept as they are: hashing them would only take time. */
    @Bean
    PasswordEncoder passwords() {
      return new PasswordEncoder() {
        @Override
        public String encode(CharSequence password) {
          return password.toString();
        }

        @Override
        public boolean matches(CharSequence password, String kept) {
          return kept.contentEquals(password);
        }
      };
    }

    @Bean
    RegisteredClientRepository clients(TestProvider provider) {
      return provider.new Clients();
    }

    @Bean
    JWKSource<SecurityContext> keys(TestProvider provider) {
      return (selector, any) -> {
        provider.keysAsked.incrementAndGet();
        return selector.select(new JWKSet(List.<JWK>copyOf(provider.keys)));
      };
    }

    @Bean
    JwtDecoder decoder(JWKSource<SecurityContext> keys) {
      return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> claims(TestProvider provider) {
      return provider::customize;
    }

    @Bean
    AuthorizationServerSettings settings() {
      return AuthorizationServerSettings.builder().build(); // the issuer is what was asked
    }
  }

  private UserDetails user(String name) {
    if (!groups.containsKey(name)) {
      throw new UsernameNotFoundException(name);
    }
    return User.withUsername(name).password(PASSWORD).build();
  }

  /** The clients that are known when somebody asks. */
  private final class Clients implements RegisteredClientRepository {

    @Override
    public void save(RegisteredClient client) {
      throw new UnsupportedOperationException("they are as the test says");
    }

    @Override
    public RegisteredClient findById(String id) {
      return findByClientId(id);
    }

    @Override
    public RegisteredClient findByClientId(String id) {
      RegisteredClient.Builder client =
          RegisteredClient.withId(id)
              .clientId(id)
              .clientSecret(CLIENT_SECRET)
              .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
      if (id.equals(CLIENT)) {
        return client
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
            .redirectUris(all -> all.addAll(redirects))
            .scope(OidcScopes.OPENID)
            .scope(OidcScopes.PROFILE)
            .scope(OidcScopes.EMAIL)
            .clientSettings(ClientSettings.builder().requireProofKey(true).build())
            .build();
      }
      return programs.containsKey(id)
          ? client.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS).build()
          : null;
    }
  }

  private void customize(JwtEncodingContext context) {
    context.getJwsHeader().keyId(signing);
    Program program = programs.get(context.getRegisteredClient().getClientId());
    if (program == null) {
      context
          .getClaims()
          .claim("groups", groups.getOrDefault(context.getPrincipal().getName(), List.of()));
      return;
    }
    Instant issued = Instant.now().minus(program.age);
    context
        .getClaims()
        .claim("groups", program.groups)
        .audience(List.of(program.audience))
        .issuedAt(issued)
        .notBefore(issued)
        .expiresAt(issued.plus(Duration.ofMinutes(5)));
    if (likeIdTokens.contains(context.getRegisteredClient().getClientId())) {
      context.getClaims().claim("nonce", "of a log-in");
    }
    if (!program.issuer.isEmpty()) {
      context.getClaims().claim("iss", program.issuer);
    }
  }
}
