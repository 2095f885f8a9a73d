Console.WriteLine("The composition follows.");
