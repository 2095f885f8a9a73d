using Xunit;

namespace SmpClinic.Web.Tests;

/// <summary>Tests that fill the machine, or compare durations, run with no others beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
