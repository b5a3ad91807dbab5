// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Something that happened to a container by hand.</summary>
/// <param name="Kind">What, in Docker's word: <c>create</c>, <c>start</c>, <c>die</c>, <c>stop</c>, <c>kill</c>, <c>restart</c>, <c>destroy</c>, <c>rename</c>, <c>warning</c>.</param>
/// <param name="Container">Whose.</param>
/// <param name="Detail">More of it, a sentence or a word; "" where there is nothing to say.</param>
public sealed record ContainerEvent(string Kind, ContainerDefinition Container, string Detail);
