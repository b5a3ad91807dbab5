// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What short words for outputs add to those that are asked for.</summary>
public static class BuildOutputs
{
    /// <summary>The outputs with the image pushed to the registries that its names say, beside or from the store.</summary>
    public static IReadOnlyList<BuildOutput> WithPush(IReadOnlyList<BuildOutput> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        return outputs.OfType<ImageStoreOutput>().FirstOrDefault() is not { } first ? [.. outputs, new ImageStoreOutput { Push = PushKind.Names }]
            : [.. outputs.Select(output => output == first && first.Push == PushKind.None ? first with { Push = PushKind.Names } : output)];
    }

    /// <summary>The outputs with the image handed to the Docker Engine.</summary>
    public static IReadOnlyList<BuildOutput> WithLoad(IReadOnlyList<BuildOutput> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        return outputs.OfType<DockerEngineOutput>().Any() ? outputs : [.. outputs, new DockerEngineOutput()];
    }
}
