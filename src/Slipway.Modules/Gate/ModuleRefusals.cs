// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>Every refusal, with its status, its word and its remedy in one place.</summary>
internal static class ModuleRefusals
{
    public static ModuleException Malformed(IReadOnlyList<ModuleProblem> problems) =>
        new(HttpStatusCode.UnprocessableEntity, problems[0].Code, "The request is not as it should be: " + string.Join("; ", problems.Select(Sentence)) + ".")
        {
            Field = problems[0].Field,
            Problems = problems,
        };

    public static ModuleException AlreadyInstalled(string name) => new(HttpStatusCode.Conflict, "already_installed", $"The module '{name}' is already installed.")
    {
        Field = "module_name",
        Hint = "Uninstall it first, or replace it.",
    };

    public static ModuleException NotInstalled(string name) => new(HttpStatusCode.NotFound, "not_installed", $"There is no module '{name}'.");

    public static ModuleException RegistryNotTrusted(ImageReference image, TrustedRegistries trusted) =>
        new(HttpStatusCode.BadRequest, "registry_not_trusted", $"The registry '{image.Registry}' of '{image}' is not trusted.")
        {
            Field = "docker_image",
            Hint = $"Trusted are {string.Join(", ", trusted.Registries)}; {TrustedRegistries.Variable} names them.",
        };

    public static ModuleException Policy(string reason) => new(HttpStatusCode.BadRequest, "policy_refused", $"{char.ToUpperInvariant(reason[0])}{reason[1..]}.") { Field = "docker_image" };

    public static ModuleException License(LicenseVerdict verdict) => new(HttpStatusCode.BadRequest, "license_" + Word(verdict.Status), verdict.Message) { Field = "license_key" };

    public static ModuleException DependencyMissing(string name, string needed) =>
        new(HttpStatusCode.BadRequest, "dependency_missing", $"The module '{name}' depends on '{needed}', which is not installed.")
        {
            Field = "depends_on",
            Hint = $"Install '{needed}' first.",
        };

    public static ModuleException DependencyDown(string name, string needed) =>
        new(HttpStatusCode.Conflict, "dependency_down", $"The module '{name}' depends on '{needed}', which doesn't run now.") { Field = "depends_on" };

    public static ModuleException DependencyCycle(string name, string needed) =>
        new(HttpStatusCode.BadRequest, "dependency_cycle", $"The module '{name}' cannot depend on '{needed}', which depends on it.") { Field = "depends_on" };

    public static ModuleException HasDependents(string name, IEnumerable<string> dependents) =>
        new(HttpStatusCode.Conflict, "has_dependents", $"The module '{name}' is needed by {string.Join(", ", dependents.Select(static other => $"'{other}'"))}.")
        {
            Hint = "Uninstall what needs it first.",
        };

    public static ModuleException PortTaken(ModulePort port, string by) =>
        new(HttpStatusCode.Conflict, "port_conflict", $"The port {port.Host} of 127.0.0.1 is taken by {by}.") { Field = "ports", Hint = "Choose another host port." };

    public static ModuleException TooMany(int limit) =>
        new(HttpStatusCode.BadRequest, "limit_reached", $"There are {limit} modules already, as many as may be.") { Hint = "Uninstall one first." };

    public static ModuleException ImageMissing(ImageReference image, string where) =>
        new(HttpStatusCode.BadRequest, "image_not_found", $"There is no image '{image}' {where}.") { Field = "docker_image", Hint = "Build, load or push it first." };

    public static ModuleException ImageUnavailable(ImageReference image, Exception cause) =>
        new(HttpStatusCode.BadGateway, "image_unavailable", $"The image '{image}' cannot be had: {cause.Message}", cause) { Field = "docker_image" };

    public static ModuleException NoCommand(ImageReference image) =>
        new(HttpStatusCode.BadRequest, "image_has_no_command", $"The image '{image}' says nothing of what to run: it has neither an entry point nor a command.") { Field = "docker_image" };

    public static ModuleException RunsAsRoot(ImageReference image) =>
        new(HttpStatusCode.BadRequest, "image_runs_as_root", $"The image '{image}' runs as root, which the strict profile refuses.")
        {
            Field = "docker_image",
            Hint = "Give the image a USER, or install it with security_profile 'relaxed' if you trust it.",
        };

    public static ModuleException Unhealthy(string name, string why, IReadOnlyList<string> log) =>
        new(HttpStatusCode.InternalServerError, "module_unhealthy", $"The module '{name}' did not become healthy: {why} It was taken away again.") { LogTail = log };

    public static ModuleException NotStarted(string name, Exception cause, IReadOnlyList<string> log) =>
        new(HttpStatusCode.InternalServerError, "install_failed", $"The module '{name}' could not be started: {cause.Message} It was taken away again.", cause) { LogTail = log };

    public static ModuleException Interrupted(string name) =>
        new(HttpStatusCode.ServiceUnavailable, "interrupted", $"The agent stopped before it was done with the module '{name}'. Try again.");

    private static string Sentence(ModuleProblem problem) => problem.Field.Length == 0 ? "it " + problem.Message : $"'{problem.Field}': {problem.Message}";

    private static string Word(LicenseStatus status) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}
