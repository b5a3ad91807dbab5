// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Dockerfile;
using Slipway.Fleet;
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>Reads the top of a registry's settings file; other readers read its lists.</summary>
internal sealed class RegistryServerSettingsReader(SourceText source, string folder)
{
    private readonly List<Diagnostic> _diagnostics = [];

    public RegistryServerSettingsFile Read()
    {
        var settings = RegistryServerSettings.Empty;
        // An empty file says nothing, which is no error.
        var root = YamlReader.Read(source, _diagnostics);
        if (root is not null && root is not YamlScalar { IsNull: true } && FieldReader.Open(root, "a registry's settings file", _diagnostics) is { } fields)
            settings = ReadTop(fields);
        var words = root is YamlMap map ? map.Entries.ToDictionary(static entry => entry.Key.Text, entry => source.ToString(entry.Value.Place.Span)) : [];
        return new() { Settings = settings, Words = words, Diagnostics = [.. _diagnostics.OrderBy(static diagnostic => diagnostic.Span.Start)] };
    }

    private RegistryServerSettings ReadTop(FieldReader fields)
    {
        var (certificate, key) = ReadTls(fields);
        var groups = new GroupsReader(_diagnostics).Read(fields.Take("groups"));
        var keeping = new KeepingReader(_diagnostics);
        var settings = new RegistryServerSettings
        {
            Listen = Parsed<IPEndPoint>(fields, "listen", ListenAddress.TryParse, "an address to listen on", "write IP:PORT, such as 127.0.0.1:5000, or :5000 for every address"),
            Storage = PathOf(fields.Text("storage")),
            Exposure = fields.Switch("public", Exposure.Network, Exposure.LoopbackOnly)?.Value,
            CertificateFile = certificate,
            KeyFile = key,
            HtpasswdFile = PathOf(fields.Text("htpasswd")),
            AccessLogFile = PathOf(fields.Text("access-log")),
            Anonymous = SettingWords.OneOf(fields, "anonymous", SettingWords.Anonymous),
            Access = fields.Take("access") is { } access ? new AccessRulesReader(_diagnostics).Read(access, groups) : null,
            Throttle = fields.Take("throttle") is { } throttle ? ReadThrottle(throttle) : null,
            PublicAddress = Parsed<Uri>(fields, "public-address", TryParseAddress, "the address of a registry", "write https://HOST or https://HOST:PORT"),
            Mode = SettingWords.OneOf(fields, "mode", SettingWords.Modes),
            Sparse = SettingWords.OneOf(fields, "sparse", SettingWords.Sparse),
            ImmutableTags = fields.Take("immutable-tags") is { } immutable ? keeping.ReadImmutableTags(immutable) : null,
            Retention = fields.Take("retention") is { } retention ? keeping.ReadRetention(retention) : null,
            Quotas = fields.Take("quotas") is { } quotas ? keeping.ReadQuotas(quotas) : null,
            Mirrors = fields.Take("mirrors") is { } mirrors ? new MirrorReader(_diagnostics, folder).Read(mirrors) : null,
            PolicyFile = PathOf(fields.Text("policy")),
            Webhooks = fields.Take("webhooks") is { } webhooks ? new WebhookReader(_diagnostics, folder).Read(webhooks) : null,
        };
        if (settings is { Access: not null, Anonymous: not null })
            fields.Report(fields.KeyOf("anonymous"), "'anonymous' and 'access' both say what someone without a login may do", "leave 'anonymous' out, and write a rule with 'anonymous: true'");
        if (groups.Count > 0 && settings.Access is null && _diagnostics.Count == 0)
            fields.Report(fields.KeyOf("groups"), "there are groups, and no access rule to use them", "write rules under 'access', or leave the groups out");
        fields.Finish();
        return settings;
    }

    private (string? Certificate, string? Key) ReadTls(FieldReader fields)
    {
        if (fields.Take("tls") is not { } value || FieldReader.Open(value, "'tls'", _diagnostics) is not { } tls)
            return default;
        var (certificate, key) = (tls.Text("certificate"), tls.Text("key"));
        if (certificate is null != key is null)
            tls.Report(value, $"'tls' has no '{(certificate is null ? "certificate" : "key")}'", "name both files, in PEM");
        tls.Finish();
        return (PathOf(certificate), PathOf(key));
    }

    private ThrottleOptions? ReadThrottle(YamlValue value)
    {
        if (FieldReader.Open(value, "'throttle'", _diagnostics) is not { } fields)
            return null;
        var standard = ThrottleOptions.Default;
        var throttle = standard with
        {
            FailuresPerUser = SettingWords.Count(fields, "failures-per-user", 1) ?? standard.FailuresPerUser,
            FailuresPerAddress = SettingWords.Count(fields, "failures-per-address", 1) ?? standard.FailuresPerAddress,
            Window = SettingWords.Time(fields, "window") ?? standard.Window,
        };
        fields.Finish();
        return throttle;
    }

    private string? PathOf(Located<string>? text) => text is { } path ? Path.GetFullPath(path.Value, folder) : null;

    private static T? Parsed<T>(FieldReader fields, string word, TryParse<T> parse, string what, string help) where T : class
    {
        if (fields.Text(word) is not { } text)
            return null;
        if (parse(text.Value, out var value))
            return value;
        fields.Report(text.Place, $"'{text.Value}' is not {what}", help);
        return null;
    }

    private static bool TryParseAddress(string text, out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address is { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "", Fragment: "" };

    private delegate bool TryParse<T>(string text, out T? value);
}
