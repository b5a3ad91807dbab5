// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>Checks a request field by field and says all that is wrong with it at once. What isn't supported is refused, never stored and forgotten.</summary>
public sealed partial class ModuleSpecReader
{
    private const int MaxEnvironment = 256;
    private const int MaxValueLength = 32 * 1024;
    private const int MaxDependencies = 32;
    private const long MinMemory = 4L << 20;

    // Words that paths of the web server begin with.
    private static readonly string[] ReservedNames = ["api", "health", "admin", "assets", "login", "metrics", "modules", "registry", "localhost", "issuers"];

    private readonly List<ModuleProblem> _problems = [];

    private ModuleSpecReader()
    {
    }

    /// <summary>Checks a request; the spec is null where there are problems.</summary>
    public static (ModuleSpec? Spec, IReadOnlyList<ModuleProblem> Problems) Read(ModuleRequest request)
    {
        var reader = new ModuleSpecReader();
        var spec = reader.ReadAll(request);
        return reader._problems.Count == 0 ? (spec, []) : (null, reader._problems);
    }

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{1,48}[a-z0-9])\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameGrammar();

    [GeneratedRegex(@"\A(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})(?:-[0-9A-Za-z.-]{1,64})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionGrammar();

    [GeneratedRegex(@"\A([0-9]{1,5}):([0-9]{1,5})\z", RegexOptions.CultureInvariant)]
    private static partial Regex PortGrammar();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,254}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariableGrammar();

    [GeneratedRegex(@"\A([0-9]{1,9})([mg])\z", RegexOptions.CultureInvariant)]
    private static partial Regex MemoryGrammar();

    [GeneratedRegex(@"\A[0-9]{1,4}(?:\.[0-9]{1,3})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex CoresGrammar();

    private ModuleSpec? ReadAll(ModuleRequest request)
    {
        var name = ReadName(request.ModuleName);
        var display = Text("display_name", request.DisplayName, 3, 100);
        var image = ReadImage(request.DockerImage);
        var version = ReadVersion(request.Version);
        Text("license_key", request.LicenseKey, 10, LicenseText.MaxLength);
        if (request.Description is { Length: > 500 })
            Add("description", "invalid", $"has {request.Description.Length} characters; at most 500 are taken");
        Refuse(request);
        var spec = new ModuleSpec
        {
            Name = name ?? "",
            DisplayName = display ?? "",
            Description = request.Description ?? "",
            Image = image ?? ImageReference.Parse("none"),
            Version = version ?? "",
            Ports = ReadPorts(request.Ports ?? []),
            Environment = ReadEnvironment(request.Environment ?? new Dictionary<string, string>()),
            CpuLimit = ReadCores(request.CpuLimit),
            MemoryLimit = ReadMemory(request.MemoryLimit),
            DependsOn = ReadDependencies(request.DependsOn ?? [], name),
            HealthCheck = ModuleHealthReader.Read(request.HealthCheck, _problems),
            SecurityProfile = request.SecurityProfile switch
            {
                null or "strict" => SecurityProfile.Strict,
                "relaxed" => SecurityProfile.Relaxed,
                var other => Bad("security_profile", $"'{other}' is not a profile; expected strict or relaxed", SecurityProfile.Strict),
            },
        };
        return _problems.Count == 0 ? spec : null;
    }

    private string? ReadName(string? name)
    {
        if (Text("module_name", name, 3, 50) is null)
            return null;
        if (!NameGrammar().IsMatch(name!))
            return Bad<string?>("module_name", $"'{name}' is not a name; expected 3 to 50 lower-case letters, digits and dashes, no dash first or last", null);
        return ReservedNames.Contains(name)
            ? Bad<string?>("module_name", $"'{name}' is reserved; choose another name", null)
            : name;
    }

    private ImageReference? ReadImage(string? text)
    {
        if (Text("docker_image", text, 1, 512) is null)
            return null;
        if (!ImageReference.TryParse(text!, out var image, out var problem))
            return Bad<ImageReference?>("docker_image", $"'{text}' is not an image reference: {problem}", null);
        if (image.Digest is null && image.Tag is null)
            Add("docker_image", "mutable_tag", $"'{text}' has neither a tag nor a digest; pin it, such as '{image.Familiar}:1.0.0'");
        else if (image.Digest is null && IsMutable(image.Tag.ToString()!))
            Add("docker_image", "mutable_tag", $"the tag '{image.Tag}' moves; pin a version or a digest");
        return image;
    }

    private static bool IsMutable(string tag) => tag == "latest" || tag.StartsWith("latest-", StringComparison.Ordinal) || tag.EndsWith("-latest", StringComparison.Ordinal);

    private string? ReadVersion(string? version) =>
        Text("version", version, 1, 100) is null ? null
        : VersionGrammar().IsMatch(version!) ? version
        : Bad<string?>("version", $"'{version}' is not a version; expected three numbers, such as '1.0.0'", null);

    private List<ModulePort> ReadPorts(IReadOnlyList<string> texts)
    {
        var ports = new List<ModulePort>();
        foreach (var (index, text) in texts.Index())
        {
            var match = PortGrammar().Match(text ?? "");
            if (!match.Success || Port(match.Groups[1].Value) is not { } host || Port(match.Groups[2].Value) is not { } container)
                Add($"ports[{index}]", "invalid", $"'{text}' is not host:container with ports from 1 to 65535, such as '9001:8080'");
            else if (ports.Any(port => port.Host == host))
                Add($"ports[{index}]", "invalid", $"the host port {host} comes twice");
            else
                ports.Add(new(host, container));
        }
        return ports;
    }

    private static int? Port(string digits) => int.Parse(digits, CultureInfo.InvariantCulture) is >= 1 and <= 65535 and var port ? port : null;

    private Dictionary<string, string> ReadEnvironment(IReadOnlyDictionary<string, string> variables)
    {
        if (variables.Count > MaxEnvironment)
            Add("environment", "invalid", $"has {variables.Count} variables; at most {MaxEnvironment} are taken");
        foreach (var (name, value) in variables.Take(MaxEnvironment))
        {
            // The value may be a secret: no message repeats it.
            if (!VariableGrammar().IsMatch(name))
                Add("environment", "invalid", $"'{name}' is not a variable's name; expected letters, digits and '_', no digit first");
            else if (value is null || value.Contains('\0', StringComparison.Ordinal) || value.Length > MaxValueLength)
                Add($"environment.{name}", "invalid", $"is not a value: text of at most {MaxValueLength} characters without NUL is expected");
        }
        return variables.ToDictionary(static pair => pair.Key, static pair => pair.Value);
    }

    private decimal? ReadCores(string? text)
    {
        if (text is null)
            return null;
        if (!CoresGrammar().IsMatch(text))
            return Bad<decimal?>("cpu_limit", $"'{text}' is not a number of cores, such as '0.5'", null);
        var cores = decimal.Parse(text, CultureInfo.InvariantCulture);
        return cores >= 0.01m && cores <= Environment.ProcessorCount ? cores
            : Bad<decimal?>("cpu_limit", $"'{text}' cores are not to be had; from 0.01 to the {Environment.ProcessorCount} of this host are", null);
    }

    private long ReadMemory(string? text)
    {
        const long Default = 512L << 20;
        if (text is null)
            return Default;
        var match = MemoryGrammar().Match(text);
        if (!match.Success)
            return Bad("memory_limit", $"'{text}' is not an amount of memory, such as '512m' or '1g'", Default);
        var bytes = long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) << (match.Groups[2].Value == "g" ? 30 : 20);
        var most = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return bytes >= MinMemory && bytes <= most ? bytes
            : Bad("memory_limit", $"'{text}' of memory is not to be had; from {MinMemory >> 20}m to the {most >> 20}m of this host are", Default);
    }

    private List<string> ReadDependencies(IReadOnlyList<string> names, string? self)
    {
        if (names.Count > MaxDependencies)
            Add("depends_on", "invalid", $"has {names.Count} modules; at most {MaxDependencies} are taken");
        foreach (var (index, name) in names.Index())
        {
            if (name is null || !NameGrammar().IsMatch(name))
                Add($"depends_on[{index}]", "invalid", $"'{name}' is not a module's name");
            else if (name == self)
                Add($"depends_on[{index}]", "invalid", "a module does not depend on itself");
        }
        return [.. names.Distinct()];
    }

    private void Refuse(ModuleRequest request)
    {
        if (request.Volumes is { Count: > 0 })
            Add("volumes", "bind_forbidden", $"'{request.Volumes[0]}': folders of the host are not given to modules");
        if (request.RoutePrefix is not null)
            Add("route_prefix", "unsupported", "is not supported; publish a port with 'ports'");
        if (request.NetworkMode is not (null or "isolated"))
            Add("network_mode", "unsupported", $"'{request.NetworkMode}' is not supported; a module has a network of its own ('isolated') and reaches what it depends on");
    }

    private string? Text(string field, string? value, int min, int max)
    {
        if (string.IsNullOrEmpty(value))
            Add(field, "missing", "is required");
        else if (value.Length < min || value.Length > max)
            Add(field, "invalid", $"has {value.Length} characters; from {min} to {max} are expected");
        else if (value.AsSpan().ContainsAnyInRange('\0', '\x1F'))
            Add(field, "invalid", "holds control characters");
        else
            return value;
        return null;
    }

    private T Bad<T>(string field, string message, T fallback)
    {
        Add(field, "invalid", message);
        return fallback;
    }

    private void Add(string field, string code, string message) => _problems.Add(new(field, code, message));
}
