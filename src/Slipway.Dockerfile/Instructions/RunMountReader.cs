// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Dockerfile;

/// <summary>Makes a <see cref="RunMount"/> of the fields of one <c>--mount</c>.</summary>
internal sealed class RunMountReader(RunMountFlag flag, Func<Word, string?> expand, ICollection<Diagnostic> diagnostics)
{
    private static readonly string[] Types = ["bind", "cache", "tmpfs", "secret", "ssh"];

    private static readonly string[] Keys =
        ["type", "from", "source", "target", "readonly", "readwrite", "id", "sharing", "required", "size", "mode", "uid", "gid", "env"];

    private readonly Dictionary<string, (RunMountField Field, string? Value)> _values = new(StringComparer.Ordinal);
    private bool _isWrong;

    internal RunMount? Read()
    {
        foreach (var field in flag.Fields)
        {
            if (!Keys.Contains(field.Key))
            {
                var aliases = Keys.Concat(["src", "dst", "destination", "ro", "rw"]);
                var written = flag.Text.Source.ToString(field.KeySpan);
                Report(field.KeySpan, $"--mount has no key '{written}'", Suggestion.Help(written, aliases) ?? $"keys are {string.Join(", ", Keys)}");
                continue;
            }
            var value = field.Value is null ? null : field.Expands ? expand(field.Value) : field.Value.Text;
            _isWrong |= field.Value is not null && value is null;
            _values[field.Key] = (field, value);
        }
        var type = _isWrong ? null : Text("type") is { Length: > 0 } name ? name.ToLowerInvariant() : "bind";
        var mount = type switch
        {
            "bind" => ReadBind(),
            "cache" => ReadCache(),
            "tmpfs" => ReadTmpfs(),
            "secret" => ReadSecret(),
            "ssh" => ReadSsh(),
            _ => UnknownType(type),
        };
        return _isWrong ? null : mount;
    }

    private RunMount? UnknownType(string? type)
    {
        if (type is not null)
            Report(Span("type"), $"there is no mount type '{type}'", Suggestion.Help(type, Types) ?? $"types are {string.Join(", ", Types)}");
        return null;
    }

    private RunBindMount ReadBind()
    {
        Allow("bind", "from", "source", "target", "readonly", "readwrite");
        return new(Target()) { From = From(), Source = Text("source") ?? "/", IsReadOnly = IsReadOnly(byDefault: true) };
    }

    private RunCacheMount ReadCache()
    {
        Allow("cache", "id", "from", "source", "target", "readonly", "readwrite", "sharing", "mode", "uid", "gid");
        var target = Target();
        return new(target, FirstOf(Text("id")) ?? ContextPath.Clean(target))
        {
            From = From(),
            Source = Text("source") ?? "/",
            Sharing = Sharing(),
            Mode = Mode() ?? Convert.ToInt32("755", 8),
            Uid = Number("uid"),
            Gid = Number("gid"),
            IsReadOnly = IsReadOnly(byDefault: false),
        };
    }

    private RunTmpfsMount ReadTmpfs()
    {
        Allow("tmpfs", "target", "size", "readonly", "readwrite");
        long? size = null;
        if (Text("size") is { } text && (size = ByteSize.Parse(text)) is null)
            Report(Span("size"), $"'{text}' is not a size", "write bytes, or a number with k, m, g or t");
        return new(Target()) { Size = size };
    }

    private RunSecretMount ReadSecret()
    {
        Allow("secret", "id", "source", "target", "required", "mode", "uid", "gid", "env", "readonly", "readwrite");
        var (id, source, target, variable) = (Text("id"), Text("source"), Text("target"), Text("env"));
        if (id is { Length: > 0 } && source is { Length: > 0 })
            Report(Span("source"), "a secret mount has either 'id' or 'source'", "both name the secret: leave one out");
        var name = FirstOf(id, source, target?.TrimEnd('/').Split('/')[^1]);
        if (name is null && !_isWrong)
            Report(flag.Text.Span, "a secret mount needs an id", "write --mount=type=secret,id=<name>");
        name ??= "";
        return new(name)
        {
            Target = FirstOf(target) ?? (FirstOf(variable) is null ? $"/run/secrets/{name}" : null),
            Variable = FirstOf(variable),
            IsRequired = Flag("required"),
            Mode = Mode() ?? Convert.ToInt32("400", 8),
            Uid = Number("uid"),
            Gid = Number("gid"),
        };
    }

    private RunSshMount ReadSsh()
    {
        Allow("ssh", "id", "target", "required", "mode", "uid", "gid", "readonly", "readwrite");
        return new(FirstOf(Text("id")) ?? "default")
        {
            Target = FirstOf(Text("target")),
            IsRequired = Flag("required"),
            Mode = Mode() ?? Convert.ToInt32("600", 8),
            Uid = Number("uid"),
            Gid = Number("gid"),
        };
    }

    private void Allow(string type, params string[] keys)
    {
        foreach (var (key, value) in _values)
        {
            if (key != "type" && !keys.Contains(key))
                Report(value.Field.KeySpan, $"a {type} mount has no key '{key}'", $"its keys are {string.Join(", ", keys)}");
        }
    }

    private string Target()
    {
        var target = Text("target") ?? "";
        if (target.Length > 0 && target.Trim('/', '.').Length == 0 && target.StartsWith('/'))
            Report(Span("target"), $"nothing can be mounted on '{target}'", "name a folder below it");
        return target;
    }

    private string? From() => FirstOf(Text("from"));

    private CacheSharing Sharing()
    {
        switch (Text("sharing")?.ToLowerInvariant())
        {
            case null or "" or "shared":
                return CacheSharing.Shared;
            case "private":
                return CacheSharing.Private;
            case "locked":
                return CacheSharing.Locked;
            case var other:
                Report(Span("sharing"), $"a cache cannot be shared as '{other}'", Suggestion.Help(other, ["shared", "private", "locked"]) ?? "it is shared, private or locked");
                return CacheSharing.Shared;
        }
    }

    private int? Mode()
    {
        if (Text("mode") is not { } text)
            return null;
        if (text.Length is > 0 and <= 5 && text.All(digit => digit is >= '0' and <= '7') && Convert.ToInt32(text, 8) is <= 0xFFF and var mode)
            return mode;
        Report(Span("mode"), $"'{text}' is not a mode", "write octal digits, such as 0755");
        return null;
    }

    private uint Number(string key)
    {
        if (Text(key) is not { } text)
            return 0;
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            Report(Span(key), $"'{text}' is not a {key}", "write a number from 0");
        return number;
    }

    private bool IsReadOnly(bool byDefault)
    {
        // The one written last counts.
        var last = flag.Fields.LastOrDefault(field => field.Key is "readonly" or "readwrite")?.Key;
        return last switch { "readonly" => Flag(last), "readwrite" => !Flag(last), _ => byDefault };
    }

    private bool Flag(string key)
    {
        if (!_values.TryGetValue(key, out var entry))
            return false;
        switch (entry.Value?.ToLowerInvariant())
        {
            case null or "1" or "t" or "true":
                return true;
            case "0" or "f" or "false":
                return false;
            default:
                Report(Span(key), $"'{entry.Value}' is neither true nor false");
                return false;
        }
    }

    private string? Text(string key)
    {
        if (!_values.TryGetValue(key, out var entry))
            return null;
        if (entry.Value is null && !_isWrong)
            Report(entry.Field.KeySpan, $"the key '{key}' needs a value", $"write {key}=…");
        return entry.Value;
    }

    private SourceSpan Span(string key)
    {
        var field = _values[key].Field;
        return field.Value is { Text.Length: > 0 } value ? value.Span : field.KeySpan;
    }

    private static string? FirstOf(params string?[] texts) => texts.FirstOrDefault(text => text is { Length: > 0 });

    private void Report(SourceSpan span, string message, string? help = null)
    {
        _isWrong = true;
        diagnostics.Add(Diagnostic.Error(flag.Text.Source, span, message, help));
    }
}
