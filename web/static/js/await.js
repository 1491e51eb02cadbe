// A page that waits for something the house is doing looks again after a while.
const lookAgain = 3000; // milliseconds
if (document.querySelector("[data-await]")) setTimeout(() => location.reload(), lookAgain);
