// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Building;

/// <summary>Says in few lines what became of each target.</summary>
internal static class BuildSummary
{
    /// <summary>Writes the lines: each image with its names; of a fleet also what failed and what failed for want of it, and where the time went.</summary>
    public static void Write(BuildResult result, ResultShape shape, Session session)
    {
        var style = new Style(session.ErrorTerminal);
        foreach (var built in result.Targets.Where(static built => built.Succeeded))
            WriteBuilt(built, result, session.Error);
        if (shape == ResultShape.Single)
            return;
        foreach (var failed in result.Targets.Where(static built => !built.Succeeded))
        {
            session.Error.WriteLine($"{style.Bad("not built")} {failed.Target.Name}: {DisplayText.Clean(Why(failed))}");
            if (failed.LogFile is { } log)
                session.Error.WriteLine($"  log: {DisplayText.Clean(log)}");
        }
        if (result.Targets.Any(static built => built.Foreign is not null))
        {
            session.Error.WriteLine($"{result.Targets.Count(static built => built.Succeeded)} of {(result.Targets.Count == 1 ? "1 image" : $"{result.Targets.Count} images")} built, in {Units.Duration(result.Duration)}");
            return;
        }
        session.Error.WriteLine();
        TimingTable.Write(result, session.Error);
        if (result.LogFolder is { } folder)
            session.Error.WriteLine($"logs of the steps and images: {DisplayText.Clean(folder)}");
        session.Error.WriteLine($"{result.Targets.Count(static built => built.Succeeded)} of {(result.Targets.Count == 1 ? "1 image" : $"{result.Targets.Count} images")} built: {result.StepsRequested} steps asked for, {result.StepsRun} run, "
            + $"{result.StepsCached} from the cache, in {Units.Duration(result.Duration)}");
    }

    private static string StepsOf(TargetResult built, int run, int cached) => built.Foreign is { } foreign ? $"by {foreign.Engine}" : $"{run} steps run, {cached} from the cache";

    private static void WriteBuilt(TargetResult built, BuildResult result, TextWriter error)
    {
        if (built.Image is not { } image)
        {
            error.WriteLine($"built {built.Target.Name}: {StepsOf(built, result.StepsRun, result.StepsCached)}, in {Units.Duration(built.Duration)}{string.Concat(built.Target.Outputs.Select(Where).OfType<string>())}");
            return;
        }
        var (run, cached) = (built.Platforms.Sum(static platform => platform.StepsRun), built.Platforms.Sum(static platform => platform.StepsCached));
        error.WriteLine($"built {built.Target.Name} {image.Digest}: {Units.Size(built.Platforms.Sum(static platform => platform.CompressedSize))} compressed, "
            + $"{StepsOf(built, run, cached)}, in {Units.Duration(built.Duration)}");
        foreach (var output in built.Target.Outputs)
        {
            if (output is ImageStoreOutput store)
            {
                foreach (var name in NamesOf(built, store))
                    error.WriteLine($"{(store.Push == PushKind.None ? "named" : "named and pushed")} {name.Familiar}");
            }
            else if (Where(output) is { } where)
            {
                error.WriteLine(where.TrimStart(' ', ',', ';'));
            }
        }
    }

    private static string? Where(BuildOutput output) => output switch
    {
        LocalOutput local => $"; written to {local.Folder}",
        TarOutput { File: { } file } => $"; written to {file}",
        OciOutput { Path: { } path } => $"; written to {path}",
        DockerOutput { Path: { } path } => $"; written to {path}",
        DockerEngineOutput => "; loaded into Docker",
        _ => null,
    };

    private static IReadOnlyList<ImageReference> NamesOf(TargetResult built, ImageOutput output) => built.Target.Tags.Count > 0 ? built.Target.Tags : output.Names;

    private static string Why(TargetResult failed)
    {
        if (failed.Failure is not { } failure)
            return "it did not come to an end";
        const int longest = 160;
        var where = failure.Step is { } step ? $"{step.Name}: " : "";
        return DisplayText.Clip((where + failure.Message).Split('\n')[0], longest);
    }
}
