// SPDX-License-Identifier: Apache-2.0
using Slipway.Cli.Commands.Images;
using Slipway.Cli.Templates;
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Containers;

/// <summary>What <c>inspect</c> shows of a container: the fields of Docker's own document under Docker's names. What no container of ours has is as in one of Docker's that hasn't it either.</summary>
internal sealed class ContainerDocument
{
    private static readonly TemplateTime Never = new(DateTimeOffset.MinValue);

    /// <summary>The container.</summary>
    public required ContainerView View { get; init; }

    /// <summary>Its home.</summary>
    public required SlipwayHome Home { get; init; }

    /// <summary>Its image's configuration, and that one's digest; null where it isn't in the store any more.</summary>
    public required (Digest Id, ImageConfig Config)? Image { get; init; }

    /// <summary>The bytes it wrote and those of its image too; null where nobody asked.</summary>
    public (long Written, long All)? Size { get; init; }

    private ContainerDefinition Definition => View.Definition;

    private ContainerFate Fate => View.Fate;

    /// <summary>The document.</summary>
    public TemplateRecord ToRecord()
    {
        IReadOnlyList<string> arguments = [.. Definition.Entrypoint, .. Definition.Command];
        return Record("a container",
            Text("Id", Definition.Id) with { Name = "ID" },
            Text("Created", TemplateJson.TimeText(Definition.CreatedAt)),
            Text("Path", arguments is [var program, ..] ? program : ""),
            new("Args", TemplateValue.OfTexts(arguments.Skip(1))),
            new("State", StateOf()),
            Text("Image", Image?.Id.ToString() ?? Definition.Manifest.Digest.ToString()),
            Text("ResolvConfPath", FileOf("resolv.conf")),
            Text("HostnamePath", FileOf("hostname")),
            Text("HostsPath", FileOf("hosts")),
            Text("LogPath", Definition.Log.IsKept ? new ContainerCatalog(Home).LogOf(Definition.Id) : ""),
            Text("Name", "/" + Definition.Name),
            new("RestartCount", new TemplateInteger(Fate.RestartCount)),
            Text("Driver", "overlay2"),
            Text("Platform", Definition.Platform.Os),
            Text("MountLabel", ""),
            Text("ProcessLabel", ""),
            Text("AppArmorProfile", ""),
            new("ExecIDs", new TemplateList([]) { IsNull = true }),
            new("HostConfig", HostConfigDocument.Of(Definition)),
            new("GraphDriver", Record("a driver", new TemplateField("Data", TemplateValue.OfTexts(new Dictionary<string, string>())), Text("Name", "overlay2"))),
            new("SizeRw", new TemplateInteger(Size?.Written ?? 0)) { OmitsEmpty = Size is null },
            new("SizeRootFs", new TemplateInteger(Size?.All ?? 0)) { OmitsEmpty = Size is null },
            new("Mounts", new TemplateList([.. Definition.Mounts.Where(static mount => mount is not DefinedMount.TmpfsMount).OrderBy(static mount => mount.Target, StringComparer.Ordinal).Select(MountOf)])),
            new("Config", ConfigOf()),
            new("NetworkSettings", NetworkDocument.Of(View)));
    }

    private TemplateRecord StateOf()
    {
        var exit = View.IsRunning ? null : View.State?.Exit ?? Fate.Exit;
        var isChecked = View.IsRunning && Definition.HealthCheck?.Test is { Count: > 0 } and not ["NONE"];
        return Record("a state",
            Text("Status", View.Status),
            Bool("Running", View.IsRunning),
            Bool("Paused", View.State?.IsPaused == true),
            Bool("Restarting", View.Status == "restarting"),
            Bool("OOMKilled", exit?.IsOutOfMemory == true),
            Bool("Dead", false),
            new("Pid", new TemplateInteger(View.IsRunning ? View.State!.Process!.Pid : 0)),
            new("ExitCode", new TemplateInteger(exit?.ExitCode ?? 0)),
            Text("Error", Fate.Problem),
            new("StartedAt", Time(View.State?.StartedAt ?? Fate.StartedAt)),
            new("FinishedAt", Time((exit ?? Fate.Exit)?.EndedAt)),
            new("Health", isChecked ? HealthOf(View.Vitals) : TemplateValue.Nil) { OmitsEmpty = true });
    }

    // From its start on, before the first check has ended, as with Docker.
    private static TemplateRecord HealthOf(ContainerVitals? vitals) => Record("health",
        Text("Status", (vitals?.Health?.Status ?? HealthStatus.Starting).ToString().ToLowerInvariant()),
        new("FailingStreak", new TemplateInteger(vitals?.Health?.FailingStreak ?? 0)),
        new("Log", new TemplateList([.. (vitals?.Checks ?? []).Select(static check => Record("a check",
            new TemplateField("Start", Time(check.CheckedAt)), new TemplateField("ExitCode", new TemplateInteger(check.Outcome.ExitCode)), Text("Output", check.Outcome.Output)))])));

    private TemplateRecord ConfigOf()
    {
        var config = ConfigDocument.Of(DefinedConfig.Of(Definition, Image?.Config.Config));
        Dictionary<string, TemplateValue> own = new(StringComparer.Ordinal)
        {
            ["Hostname"] = Text(Definition.Hostname ?? Definition.Id[..12]),
            ["Domainname"] = Text(Definition.DomainName),
            ["Tty"] = new TemplateBool(Definition.HasTerminal),
            ["OpenStdin"] = new TemplateBool(Definition.HasInput),
            ["Image"] = Text(Definition.Image),
        };
        return config with { Fields = [.. config.Fields.Select(field => own.TryGetValue(field.Name, out var value) ? field with { Value = value } : field)] };
    }

    private TemplateRecord MountOf(DefinedMount mount)
    {
        var (type, name, source, access) = mount switch
        {
            DefinedMount.VolumeMount volume => ("volume", volume.Volume, new VolumeStore(Home, TimeProvider.System).DataOf(volume.Volume), volume.Access),
            DefinedMount.BindMount bind => ("bind", "", bind.Source, bind.Access),
            _ => ("tmpfs", "", "", BindAccess.ReadWrite),
        };
        var isVolume = type == "volume";
        return Record("a mount",
            Text("Type", type),
            Text("Name", name) with { OmitsEmpty = true },
            Text("Source", source),
            Text("Destination", mount.Target),
            Text("Driver", isVolume ? "local" : "") with { OmitsEmpty = true },
            Text("Mode", access == BindAccess.ReadOnly ? "ro" : ""),
            Bool("RW", access == BindAccess.ReadWrite),
            Text("Propagation", isVolume ? "" : mount is DefinedMount.BindMount { Propagation: MountPropagation.FromHost } ? "rslave" : "rprivate"));
    }

    // They are there while it runs.
    private string FileOf(string name) => View.State is null ? "" : Path.Combine(Home.Run, "containers", Definition.Id, "files", name);

    private static TemplateValue Time(DateTimeOffset? time) => Text(TemplateJson.TimeText(time ?? Never.Value));

    private static TemplateRecord Record(string noun, params TemplateField[] fields) => new(fields) { Noun = noun };

    private static TemplateValue Text(string? text) => TemplateValue.OfText(text);

    private static TemplateField Text(string name, string? text) => new(name, TemplateValue.OfText(text));

    private static TemplateField Bool(string name, bool value) => new(name, new TemplateBool(value));
}
