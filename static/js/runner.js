/* The elements of the exam page. <exam-runner> comes last: by then all others listen. */
import "elements/exam-choices";
import "elements/exam-ordering";
import "elements/exam-matching";
import "elements/exam-check";
import "elements/exam-question";
import "elements/exam-countdown";
import "elements/exam-fold";
import "elements/exam-progress";
import "elements/exam-saver";
import "elements/exam-writer";
import "elements/exam-navigator";
import "elements/exam-keys";
import "elements/exam-steps";
import "elements/exam-review";
import "elements/exam-ending";
import "elements/exam-runner";
