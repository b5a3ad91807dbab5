// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Finds what runs of a fleet: its modules, or the images that were asked for.</summary>
internal sealed class FleetServices
{
    private readonly FleetGraph _graph;
    private readonly ServiceOptions _options;
    private readonly List<Diagnostic> _diagnostics;
    private readonly List<string> _notes;

    private FleetServices(FleetGraph graph, ServiceOptions options, List<Diagnostic> diagnostics, List<string> notes) =>
        (_graph, _options, _diagnostics, _notes) = (graph, options, diagnostics, notes);

    private FleetTargets Fleet => _graph.Fleet;

    internal static IReadOnlyList<FleetService> Find(FleetGraph graph, IReadOnlyList<FleetTarget> targets, ServiceOptions options, List<Diagnostic> diagnostics, List<string> notes) =>
        new FleetServices(graph, options, diagnostics, notes).Find(targets);

    private List<FleetService> Find(IReadOnlyList<FleetTarget> targets)
    {
        var modules = Fleet.File.Modules.Where(module => Fleet.TargetOf(module) is { } target ? targets.Contains(target) : _options.Choice == ServiceChoice.Modules).ToList();
        var services = modules.ConvertAll(ToService);
        if (modules.Count > 0 && _options.Choice == ServiceChoice.Modules)
            return Linked(services);
        var taken = services.Select(static service => service.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var target in targets.Where(target => !modules.Exists(module => Fleet.TargetOf(module) == target)))
        {
            var service = ToService(target, taken);
            if (_options.Choice == ServiceChoice.Targets || service.Ports.Count > 0)
                services.Add(service);
        }
        return Linked(services);
    }

    // What is needed and isn't among them is somebody else's to start.
    private List<FleetService> Linked(List<FleetService> services)
    {
        var names = services.Select(static service => service.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var service in services)
        {
            foreach (var missing in service.DependsOn.Where(need => !names.Contains(need)))
                _notes.Add($"{service.Name} needs {missing}, which was not asked for: it must run already");
        }
        return services.ConvertAll(service => service with { DependsOn = [.. service.DependsOn.Where(names.Contains)] });
    }

    private FleetService ToService(FleetModule module)
    {
        var target = Fleet.TargetOf(module);
        var facts = target is null ? new() : ImageFacts.Of(_graph, target);
        var published = module.Ports.Select(static port => port.Value.Split(':')).Select(static pair => new ServicePort(Number(pair[1]), "tcp", Number(pair[0]))).ToList();
        return new()
        {
            Name = module.Name.Value,
            Image = target is null ? ImageReference.Parse(module.DockerImage!.Value).WithDefaultTag() : ReferenceOf(target),
            Version = module.Version?.Value ?? target?.Version,
            Facts = facts,
            Place = module.Place,
            Ports = [.. published, .. Exposed(facts).Where(port => !published.Exists(own => own.Port == port.Port && own.Protocol == port.Protocol))],
            Environment = Variables(module.Environment.Where(static variable => variable.Value is not null).Select(static variable => KeyValuePair.Create(variable.Name, variable.Value!))),
            Volumes = [.. module.Volumes.Select(Volume).OfType<ServiceVolume>()],
            Health = module.HealthCheck is { } check ? HealthOf(check) : facts.Health,
            HasOwnHealth = module.HealthCheck is not null,
            Limits = LimitsOf(module),
            DependsOn = [.. module.DependsOn.Select(static need => need.Value)],
            Network = module.NetworkMode?.Value,
            IsStrict = module.SecurityProfile?.Value != "relaxed",
        };
    }

    // Of an image that no module runs, a module of a sibling variant tells the health check and the limits: what differs between them is the image and its variables.
    private FleetService ToService(FleetTarget target, HashSet<string> taken)
    {
        var facts = ImageFacts.Of(_graph, target);
        var sibling = Fleet.File.Modules.FirstOrDefault(module => Fleet.TargetOf(module)?.Image == target.Image);
        var name = TargetNames.Of(Fleet.Targets)[target.Name];
        return new()
        {
            Name = taken.Add(name) ? name : throw new InvalidOperationException($"Two services are named '{name}'."),
            Image = ReferenceOf(target),
            Version = target.Version,
            Facts = facts,
            Place = target.Image.Name.Place,
            Ports = [.. Exposed(facts).Select(static port => port with { Published = port.Port })],
            Environment = Variables([]),
            Health = facts.Health ?? (sibling?.HealthCheck is { } check ? HealthOf(check) : null),
            Limits = sibling is null ? ServiceLimits.Default : LimitsOf(sibling),
            IsStrict = sibling?.SecurityProfile?.Value != "relaxed",
        };
    }

    private static IEnumerable<ServicePort> Exposed(ImageFacts facts) =>
        facts.Ports.Select(static port => port.Split('/')).Where(static pair => int.TryParse(pair[0], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(static pair => new ServicePort(Number(pair[0]), pair.Length > 1 ? pair[1] : "tcp", null));

    // By its version rather than by a tag that moves.
    private ImageReference ReferenceOf(FleetTarget target)
    {
        var fixedTag = target.Tags.FirstOrDefault(tag => target.Version is { } version && tag.Tag!.Value.ToString().Contains(version, StringComparison.Ordinal));
        var reference = fixedTag ?? target.Tags.FirstOrDefault(static tag => !IsMutable(tag)) ?? (target.Tags is [var first, ..] ? first : target.PlatformTags[0].Reference);
        if (IsMutable(reference))
            _notes.Add($"{target.Name} has no tag but '{reference.Tag}', which moves: give it one with its version");
        return reference;
    }

    private static bool IsMutable(ImageReference reference) => reference.Tag!.Value.ToString() is "latest" or ['l', 'a', 't', 'e', 's', 't', '-', ..];

    private List<ServiceVariable> Variables(IEnumerable<KeyValuePair<string, string>> own)
    {
        var values = own.Where(pair => !_options.Environment.ContainsKey(pair.Key)).Concat(_options.Environment).ToList();
        var variables = values.ConvertAll(pair => _options.Secrets.TryGetValue(pair.Key, out var reference) ? new(pair.Key, null, reference)
            : SecretNames.IsSecret(pair.Key, pair.Value) && !_options.NoSecrets.Contains(pair.Key) ? new(pair.Key, null) : new ServiceVariable(pair.Key, pair.Value));
        return [.. variables, .. _options.Secrets.Where(secret => values.TrueForAll(pair => pair.Key != secret.Key)).Select(static secret => new ServiceVariable(secret.Key, null, secret.Value))];
    }

    private ServiceVolume? Volume(Located<string> text)
    {
        if (ServiceVolume.Parse(text.Value) is { } volume)
            return volume;
        _diagnostics.Add(text.Place.Error($"'{text.Value}' is not a volume", "write NAME:/path, /host/path:/path, or /path, and ':ro' behind them where nothing is written"));
        return null;
    }

    private ServiceLimits LimitsOf(FleetModule module) => new(
        Limit(module.CpuLimit, ServiceLimits.ParseCores, "a number of cores, such as '0.5'") ?? ServiceLimits.Default.MilliCores,
        Limit(module.MemoryLimit, ServiceLimits.ParseMemory, "a size, such as '512m'") ?? ServiceLimits.Default.MemoryBytes);

    private long? Limit(Located<string>? text, Func<string, long?> parse, string expected)
    {
        if (text is null)
            return null;
        if (parse(text.Value) is { } value)
            return value;
        _diagnostics.Add(text.Place.Error($"'{text.Value}' is not {expected}"));
        return null;
    }

    private ImageHealth HealthOf(ModuleHealthCheck check) => new()
    {
        Test = HealthCommand.Split(check.Test.Value) is { } words ? ["CMD", .. words] : ["CMD-SHELL", check.Test.Value],
        Interval = Time(check.Interval),
        Timeout = Time(check.Timeout),
        StartPeriod = Time(check.StartPeriod),
        Retries = check.Retries is not { } retries ? null : int.TryParse(retries.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
            : Wrong<int>(retries, "a count from 1"),
    };

    private TimeSpan? Time(Located<string>? text) => text is null ? null : GoDuration.Parse(text.Value) is { } time && time >= TimeSpan.Zero ? time : Wrong<TimeSpan>(text, "a duration, such as '30s'");

    private T? Wrong<T>(Located<string> text, string expected) where T : struct
    {
        _diagnostics.Add(text.Place.Error($"'{text.Value}' is not {expected}"));
        return null;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
