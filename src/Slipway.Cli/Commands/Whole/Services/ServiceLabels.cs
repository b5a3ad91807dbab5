// SPDX-License-Identifier: Apache-2.0
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Whole.Services;

/// <summary>The labels by which containers of a project are known; Compose's.</summary>
internal static class ServiceLabels
{
    public const string Project = "com.docker.compose.project", Service = "com.docker.compose.service", ConfigHash = "com.docker.compose.config-hash", DependsOn = "com.docker.compose.depends_on";
    private const string Number = "com.docker.compose.container-number", OneOff = "com.docker.compose.oneoff", Image = "com.docker.compose.image", Folder = "com.docker.compose.project.working_dir", Files = "com.docker.compose.project.config_files";

    /// <summary>The labels of a service's container but for <see cref="ConfigHash"/>.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(ComposeProject project, ComposeService service, string image) =>
    [
        new(Project, project.Name), new(Service, service.Name), new(Number, "1"), new(OneOff, "False"), new(Image, image), new(Folder, project.Folder),
        new(Files, string.Join(',', project.Files.Select(file => Path.GetFullPath(file, project.Folder)))),
        new(DependsOn, string.Join(',', service.DependsOn.Select(static need => $"{need.Service}:{need.ConditionWord}:{(need.Restarts ? "true" : "false")}"))),
    ];

    /// <summary>The services that a container's service depends on.</summary>
    public static IEnumerable<string> NeedsOf(IReadOnlyDictionary<string, string> labels) =>
        labels.GetValueOrDefault(DependsOn, "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static need => need.Split(':')[0]);
}
